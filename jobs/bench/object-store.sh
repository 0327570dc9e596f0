#!/usr/bin/env bash
# Tries a lake in an object store: a local S3 server, two repositories, a change, two runs at once,
# runs that are killed, and a manifest in the store; PostgreSQL must equal the lake after each.
#   jobs/bench/object-store.sh [--quick]    (--quick: without the kills)
# Fetches Hadoop's S3 client from Maven and the server (moto) from PyPI into target/s3.
set -euo pipefail
case "${1:-}" in
  "") kills="1 2 3" ;;
  --quick) kills="" ;;
  *)
    echo "object-store.sh: unknown option $1 (see the head of this file)" >&2
    exit 2
    ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly hadoop=3.5.0 sdk=2.35.4 analytics=1.3.1 openssl=2.1.4.Final moto=5.2.5
work="$PWD/target/s3"
mkdir -p "$work"
artifact() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version>${4:-}</dependency>"; }
exclude='<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
if [[ ! -d "$work/jars" ]]; then
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>s3</groupId><artifactId>s3</artifactId>'
    echo '<version>1</version><dependencies>'
    # Its own dependency is Amazon's whole SDK in one jar of half a gigabyte; these parts are enough.
    artifact org.apache.hadoop hadoop-aws "$hadoop" "$exclude"
    for part in s3-transfer-manager sts apache-client; do artifact software.amazon.awssdk "$part" "$sdk"; done
    artifact software.amazon.s3.analyticsaccelerator analyticsaccelerator-s3 "$analytics"
    artifact org.wildfly.openssl wildfly-openssl "$openssl"
    echo '</dependencies></project>'
  } >"$work/pom.xml"
  mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/fetched"
  # What Spark has in versions of its own.
  rm -f "$work"/fetched/{slf4j,jackson,netty,commons-codec,commons-logging}*
  mv "$work/fetched" "$work/jars"
fi
if [[ ! -d "$work/python" ]]; then
  python3 -m pip install -q --disable-pip-version-check --root-user-action ignore \
    --target "$work/python.new" "moto[server,s3]==$moto"
  mv "$work/python.new" "$work/python"
fi

run="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
PYTHONPATH="$work/python" python3 -m moto.server -H 127.0.0.1 -p "$port" >"$run/server.log" 2>&1 &
server=$!
export CODESTRATA_DATA="$run/data" CODESTRATA_LAKE=s3a://lake/index CODESTRATA_JARS="$work/jars"
s3=spark.hadoop.fs.s3a
export CODESTRATA_JAVA_OPTS="-D$s3.endpoint=http://127.0.0.1:$port -D$s3.endpoint.region=us-east-1 \
-D$s3.access.key=key -D$s3.secret.key=secret -D$s3.path.style.access=true -D$s3.connection.ssl.enabled=false"
finish() {
  bin/codestrata stop >/dev/null 2>&1 || true
  kill "$server" 2>/dev/null || true
  rm -rf "$run"
}
trap finish EXIT
put() { # PATH FILE
  python3 -c 'import sys, urllib.request as r
r.urlopen(r.Request(sys.argv[1], open(sys.argv[2], "rb").read(), method="PUT"), timeout=60)' \
    "http://127.0.0.1:$port/$1" "$2" 2>>"$run/put.log"
}
until put lake /dev/null; do
  kill -0 "$server" || { cat "$run/server.log" >&2; exit 1; }
  sleep 0.2
done

commit() { # REPOSITORY FILE TEXT
  mkdir -p "$run/$1"
  git -C "$run/$1" init -q
  printf '%b' "$3" >"$run/$1/$2"
  git -C "$run/$1" add -A
  git -C "$run/$1" -c user.name=a -c user.email=a@example.org commit -q -m change
}
check() {
  bin/codestrata verify --json >"$run/verified" || { echo "object-store: after $1 PostgreSQL differs" >&2; exit 1; }
  echo "object-store: $1: equal, $SECONDS s"
}
commit loans loan.py 'def interest_rate(years):\n    return years * 2\n'
commit carts cart.py 'def total_price(items):\n    return sum(items)\n'
bin/codestrata index "$run/loans"
check 'first run'
commit loans tax.py 'def value_added_tax(price):\n    return price // 5\n'
bin/codestrata index "$run/loans" >"$run/one" 2>&1 &
other=$!
bin/codestrata index "$run/carts"
wait "$other"
check 'two runs at once'
for i in $kills; do
  commit carts "more$i.py" "def more_$i(items):\n    return len(items) + $i\n"
  bin/codestrata index "$run/carts" >"$run/killed" 2>&1 &
  victim=$!
  sleep "$((4 + 4 * i))"
  pkill -KILL -P "$victim" 2>/dev/null || true
  wait "$victim" 2>/dev/null || true
done
printf '{"path": "%s"}\n{"path": "%s"}\n' "$run/loans" "$run/carts" >"$run/all.jsonl"
put lake/all.jsonl "$run/all.jsonl"
bin/codestrata index --manifest s3a://lake/all.jsonl
check "${kills:+three kills and }a run of a manifest in the store"
bin/codestrata search 'total price of a cart' --top 1
bin/codestrata diff loans
