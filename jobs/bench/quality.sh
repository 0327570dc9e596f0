#!/usr/bin/env bash
# Measures the quality of search: indexes the repositories of a benchmark and asks its queries.
#
#   jobs/bench/quality.sh --folder FOLDER [--data FOLDER] [-- FLAGS OF evaluate]
#
# FOLDER holds annotations/NAME.json (labelled queries, in the form of MinishLab/semble's
# benchmarks/annotations) and repos/NAME, the files of that repository at the commit and with the
# folders that the benchmark's repos.json names. Nothing is fetched. The index stays in --data
# (FOLDER/data), so that a second run only asks.
set -euo pipefail
codestrata="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/bin/codestrata"
folder="" data=""
while [[ $# -gt 0 ]]; do
  case "$1" in
    --folder) folder="${2:?--folder needs a folder}"; shift 2 ;;
    --data) data="${2:?--data needs a folder}"; shift 2 ;;
    --) shift; break ;;
    *) echo "quality: unknown argument $1 (usage: quality.sh --folder FOLDER [-- FLAGS])" >&2; exit 2 ;;
  esac
done
[[ -d "$folder/annotations" && -d "$folder/repos" ]] \
  || { echo "quality: --folder needs a folder with annotations/ and repos/" >&2; exit 2; }
folder="$(cd "$folder" && pwd)"
data="${data:-$folder/data}"
repositories=()
for file in "$folder"/annotations/*.json; do
  repositories+=("$folder/repos/$(basename "$file" .json)")
done
"$codestrata" index --data "$data" --source folder "${repositories[@]}"
"$codestrata" evaluate --data "$data" --queries "$folder/annotations" "$@"
