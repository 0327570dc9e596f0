#!/usr/bin/env bash
# Parses every file of the folders raw and through the chunker, in one run, and prints both rates:
#   jobs/bench/chunking.sh FOLDER ...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=$(mktemp -d)/rawparse
trap 'rm -r "$(dirname "$program")"' EXIT
cc -O2 -o "$program" jobs/bench/rawparse.c -ldl
mvn -q -B -ntp -pl udfs test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
java -XX:TieredStopAtLevel=1 -Xmx4g -cp "udfs/target/test-classes:udfs/target/classes:$(cat udfs/target/bench.classpath)" \
  io.codestrata.chunk.ChunkBenchmark "$program" "$@"
