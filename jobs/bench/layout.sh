#!/usr/bin/env bash
# Makes the same table of files in several layouts, changes each in the same ways, and prints what
# that costs:
#   jobs/bench/layout.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn -q -B -ntp -pl udfs,jobs -DskipTests test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/bench.classpath
opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
for package in nio.ch nio.cs security.action util.calendar; do
  opens+=("--add-opens=java.base/sun.$package=ALL-UNNAMED")
done
exec java -Xmx4g "${opens[@]}" -Dlog4j2.configurationFile=conf/log4j2.properties \
  -cp "jobs/target/test-classes:jobs/target/classes:udfs/target/classes:$(cat jobs/target/bench.classpath)" \
  io.codestrata.table.LayoutBenchmark
