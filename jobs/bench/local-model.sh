#!/usr/bin/env bash
# Runs the local models on chunks of the folders' files, raw and as the whole embedder, in one run
# and one thread, and prints both rates:
#   jobs/bench/local-model.sh FOLDER ...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn -q -B -ntp -pl udfs test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
exec java -Xmx4g -cp "udfs/target/test-classes:udfs/target/classes:$(cat udfs/target/bench.classpath)" \
  io.codestrata.embed.local.LocalBenchmark "$@"
