#!/usr/bin/env python3
"""Times Codestrata on real repositories and asks it the questions beside this file.

    jobs/bench/bench.py REPOSITORY [MORE ...] [--runs 5] [--keep FOLDER]

Each REPOSITORY is indexed into a fresh data folder (cold: process start to published index), then
again (nothing changed), then searched. Where questions/NAME.tsv exists for it, each question is
asked and the rank of the first hit in the expected place is counted. Everything is measured on
whole processes. Prints Markdown tables for the README and names the machine.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = HERE.parent.parent / "bin" / "codestrata"
STAGES = ["snapshot", "chunk", "embed", "land", "publish"]


def run(data, *arguments):
    """Runs the launcher; returns (seconds, peak resident MB of the process, standard output)."""
    before = time.perf_counter()
    process = subprocess.Popen(
        [LAUNCHER, *arguments, "--data", data], stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - before
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 3):
        sys.exit(f"bench: codestrata {' '.join(arguments)} ended with {code}")
    return seconds, usage.ru_maxrss / 1024, output


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True).stderr
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()}"
        f" {platform.machine()}, {java.splitlines()[0]}"
    )


def questions(name):
    """Lines of question, tab, expected path prefixes separated by spaces."""
    file = HERE / "questions" / f"{name}.tsv"
    if not file.exists():
        return []
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return [(line.split("\t")[0], line.split("\t")[1].split()) for line in lines]


def rank(data, question, expected):
    """1-based rank of the first hit below an expected path, or None."""
    hits = json.loads(run(data, "search", question, "--top", "10", "--json")[2])
    for place, hit in enumerate(hits, 1):
        if any(hit["path"].startswith(prefix) for prefix in expected):
            return place
    return None


def measure(repository, name, data, runs):
    cold, memory, output = run(data, "index", repository, "--json")
    figures = json.loads(output)
    again = statistics.median(run(data, "index", repository, "--json")[0] for _ in range(2))
    asked = questions(name)
    timed = [question for question, _ in asked] or ["where is the configuration read"]
    search = statistics.median(
        run(data, "search", timed[i % len(timed)])[0] for i in range(runs)
    )
    row = [name, figures["filesTotal"], figures["filesSkipped"], figures["chunksTotal"]]
    row += [figures["tokens"], *(f"{figures['seconds'][stage]:.1f}" for stage in STAGES)]
    row += [f"{cold:.1f}", f"{again:.1f}", f"{search:.2f}", f"{memory:.0f}"]
    ranks = [(question, rank(data, question, expected)) for question, expected in asked]
    return row, ranks


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", help="paths or git URLs; NAME=PATH gives a name")
    parser.add_argument("--runs", type=int, default=5, help="searches whose median counts (5)")
    parser.add_argument("--keep", help="keep the data folders here, to go on searching")
    arguments = parser.parse_args()
    run(tempfile.gettempdir(), "config")  # the build, if one is due, is no part of the figures
    rows, answers = [], []
    for given in arguments.repositories:
        name, _, path = given.rpartition("=")
        name = name or pathlib.PurePath(path.rstrip("/").removesuffix("/.git")).name.removesuffix(".git")
        parent = arguments.keep or tempfile.mkdtemp(prefix="codestrata-bench-", dir="/var/tmp")
        os.makedirs(parent, exist_ok=True)
        os.chmod(parent, 0o755)
        data = os.path.join(parent, name)
        shutil.rmtree(data, ignore_errors=True)
        try:
            row, ranks = measure(path, name, data, arguments.runs)
        finally:
            run(data, "stop")
            if not arguments.keep:
                shutil.rmtree(parent, ignore_errors=True)
        rows.append(row)
        answers += [[name, question, place or "-"] for question, place in ranks]
        print(f"bench: {name} done", file=sys.stderr)
    print(f"Machine: {machine()}\n")
    header = ["repository", "files", "skipped", "chunks", "tokens", *STAGES]
    print(table([*header, "cold s", "again s", "search s", "peak MB"], rows))
    if answers:
        print("\n" + table(["repository", "question", "rank"], answers))
        found = [place for _, _, place in answers if place != "-"]
        print(
            f"\n{len(answers)} questions: answer first {sum(p == 1 for p in found)},"
            f" in the first three {sum(p <= 3 for p in found)}, in the first ten {len(found)}"
        )


if __name__ == "__main__":
    main()
