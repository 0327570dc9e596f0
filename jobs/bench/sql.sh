#!/usr/bin/env bash
# The SQL functions on one core against a plain Java loop over the same values:
#   jobs/bench/sql.sh [FOLDER OF JAVA FILES]
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
  io.codestrata.sql.SqlBenchmark "${1:-jobs/src/main/java}"
