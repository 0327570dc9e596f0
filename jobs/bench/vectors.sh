#!/usr/bin/env bash
# Loads made-up embeddings into a private server of their own, builds their indexes and asks them:
#   jobs/bench/vectors.sh [--count 100000] [--indexes vector,halfvec,bit] [--seed 1]
# A million take some 20 GB of disk; with --indexes bit they spare the large indexes.
set -euo pipefail
count=100000
indexes=vector,halfvec,bit
seed=1
while [[ $# -gt 0 ]]; do
  case "$1" in
    --count) count="$2" ;;
    --indexes) indexes="$2" ;;
    --seed) seed="$2" ;;
    *)
      echo "vectors.sh: unknown option $1 (see the head of this file)" >&2
      exit 2
      ;;
  esac
  shift 2
done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn -q -B -ntp -pl udfs,jobs -DskipTests test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/bench.classpath
exec java -Xmx2g -Dlog4j2.configurationFile=conf/log4j2.properties \
  -cp "jobs/target/test-classes:jobs/target/classes:udfs/target/classes:$(cat jobs/target/bench.classpath)" \
  io.codestrata.pgvector.VectorBenchmark "$count" "$indexes" "$seed"
