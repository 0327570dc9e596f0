#!/usr/bin/env python3
"""Measures that work follows change, on repositories made up for it and on one real history.

    jobs/bench/incremental.py [--cases full,unchanged,one,rename,kills,history] [--seed 1]

full       one repository of 10,000 files: every stage but embedding
unchanged  1,000 repositories of 100 files, indexed, then again
one        one file changed of 100,000
rename     a folder with half of 10,000 files gets another name
kills      a full run killed (SIGKILL) at 100 random moments, then run to its end: its tables and its
           database must equal those of a run that was left alone, and what was billed is counted
history    ten consecutive tags of a real repository (--history PATH --tags A,B,...), one after another

kills needs Python packages: pip install deltalake pyarrow "psycopg[binary]".

Embeddings come from the stand-in of Voyage without limits, so that a full run is no matter of the
model. Seconds are of whole processes. Prints a Markdown table for the README and names the machine
and the seed; fails where a case that must read, cut or embed nothing does.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import corpus  # noqa: E402
from bench import LAUNCHER, machine, table  # noqa: E402

KEY = "sim-key"
DIMENSION = 256
KILLS_A_RUN = 5
CASES = "full,unchanged,one,rename,kills,history"
STAGES = ["snapshot", "chunk", "embed", "land", "publish"]
COMPARED = {  # columns that are the same however often a run was begun
    "repositories": "repository origin ref revision root_hash rules chunking model files skipped_files chunks failed_files",
    "files": "repository path mode content_hash language chunking model size status reason chunks",
    "merkle_nodes": "repository path hash",
    "chunks": "content_hash language chunking ordinal chunk_hash symbol start_byte end_byte text",
    # Not a text's tokens: they are its share of a call's, and a killed run packs its calls otherwise.
    "embeddings": "chunk_hash model dimension embedding",
}
PUBLISHED = {
    "repository": "id, origin, ref, revision",
    "file": "repository, path, content_hash, language, chunking, model, size",
    "chunk": "content_hash, language, chunking, ordinal, chunk_hash, symbol, start_byte, text",
    "embedding": "chunk_hash, model, embedding::text",
}


class Sim:
    """The stand-in of Voyage, as a process of its own."""

    def __init__(self):
        flags = ["--port", "0", "--key", KEY, "--requests-per-minute", "0", "--tokens-per-minute", "0"]
        self.process = subprocess.Popen(
            [LAUNCHER, "voyage-sim", *flags], stdout=subprocess.PIPE, text=True
        )
        self.url = self.process.stdout.readline().strip()

    def billed(self):
        address = self.url.removesuffix("/v1") + "/sim/ledger"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)["total"]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Index:
    """One data folder and the runs on it."""

    def __init__(self, sim, parent, name):
        self.sim = sim
        self.data = parent / name
        self.log = parent / f"{name}.log"

    def start(self, *arguments):
        settings = {
            "embed.provider": "voyage",
            "embed.base-url": self.sim.url,
            "embed.dimension": DIMENSION,
            "embed.requests-per-minute": 0,
            "embed.tokens-per-minute": 0,
        }
        command = [LAUNCHER, "index", *arguments, "--json", "--data", self.data]
        command += [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        with open(self.log, "a") as log:
            return subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
                env={**os.environ, "VOYAGE_API_KEY": KEY},
            )

    def run(self, *arguments):
        """Runs to the end; returns the run's figures with the process's seconds as `wall`."""
        before = time.perf_counter()
        process = self.start(*arguments)
        try:
            output = process.communicate()[0]
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        if process.returncode:
            sys.exit(f"{self.log.read_text()[-2000:]}\nincremental: index ended with {process.returncode}")
        figures = json.loads(output)
        figures["wall"] = time.perf_counter() - before
        return figures

    def kill(self, after, *arguments):
        """Kills a run after so many seconds; returns whether it was still at work."""
        process = self.start(*arguments)
        try:
            process.wait(after)
            return False
        except subprocess.TimeoutExpired:
            return True
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            process.stdout.close()

    def stop(self):
        subprocess.run(
            [LAUNCHER, "stop", "--data", self.data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )

    def content(self):
        """Every row of every table and of the database, as sorted texts by table."""
        import psycopg
        from deltalake import DeltaTable

        rows = {}
        for name, columns in COMPARED.items():
            batches = DeltaTable(str(self.data / "lake" / name)).to_pyarrow_table(columns=columns.split())
            rows["lake " + name] = sorted(json.dumps(row, sort_keys=True) for row in batches.to_pylist())
        postgres = self.data / "postgres"
        port = (postgres / "port").read_text().strip()
        password = (postgres / "password").read_text().strip()
        with psycopg.connect(
            host="127.0.0.1", port=port, user="codestrata", password=password, dbname="codestrata"
        ) as connection:
            for name, columns in PUBLISHED.items():
                found = connection.execute(f"SELECT {columns} FROM codestrata.{name}").fetchall()
                rows["database " + name] = sorted(map(repr, found))
        return rows


def row(case, figures, aim, share=""):
    seconds = figures["seconds"]
    return [
        case,
        f"{figures['repositories']:,}",
        f"{figures['filesTotal']:,}",
        f"{figures['filesChanged']:,}",
        f"{figures['filesRead']:,}",
        f"{figures['chunksNew']:,}",
        f"{figures['chunksEmbedded']:,}",
        *(f"{seconds[stage]:.1f}" for stage in STAGES),
        f"{figures['wall']:.1f}",
        f"{figures['wall'] - seconds['embed']:.1f}",
        share,
        aim,
    ]


HEADER = ["case", "repositories", "files", "changed", "read", "cut", "embedded", *STAGES, "whole s",
          "without embedding s", "of the full run", "aim"]


class Bench:
    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.rows, self.faults, self.compared = [], [], 0
        self.sim = Sim()

    def index(self, name):
        return Index(self.sim, self.folder, name)

    def report(self, *arguments, **named):
        self.rows.append(row(*arguments, **named))
        print(table(HEADER, self.rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)

    def must(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"incremental: NOT SO: {what}", file=sys.stderr)

    def repository(self, name, files, seed):
        folder = self.folder / "repositories" / name
        folder.parent.mkdir(exist_ok=True)
        return corpus.generate(folder, files, seed)

    def full(self):
        repository, _ = self.repository("full", self.arguments.files, self.arguments.seed)
        index = self.index("full-data")
        try:
            self.report("full", index.run(repository.folder), "< 60 s without embedding")
        finally:
            index.stop()

    def unchanged(self):
        parent = self.folder / "many"
        parent.mkdir()
        for number in range(self.arguments.repositories):
            corpus.generate(parent / f"r{number:04}", 100, self.arguments.seed * 100_000 + number)
        index = self.index("many-data")
        try:
            full = index.run("--from-folder", parent)
            self.report("1,000 repositories, full", full, "")
            again = index.run("--from-folder", parent)
            share = f"{again['wall'] / full['wall']:.1%}"
            self.report("nothing changed", again, "< 15 s, reads < 1 %", share)
            self.must(again["filesRead"] == 0, "nothing is read where nothing changed")
        finally:
            index.stop()

    def one(self):
        repository, paths = self.repository("large", self.arguments.large, self.arguments.seed + 1)
        index = self.index("large-data")
        try:
            full = index.run(repository.folder)
            self.report(f"{self.arguments.large:,} files, full", full, "")
            changed = paths[len(paths) // 2]
            drawn = random.Random(self.arguments.seed + 2)
            repository.commit([(changed, corpus.text(drawn, changed.rsplit(".")[-1], "changed"))])
            one = index.run(repository.folder)
            self.report("one file changed", one, "< 2 %, 1 file read", f"{one['wall'] / full['wall']:.1%}")
            self.must(one["filesRead"] == 1, "one file is read where one changed")
        finally:
            index.stop()

    def rename(self):
        repository, paths = self.repository("rename", self.arguments.files, self.arguments.seed + 3)
        # Half of the files lie in a folder of their own, which then gets another name.
        moved = paths[: len(paths) // 2]
        repository.commit([f"R {path} packages/old/{path}" for path in moved])
        index = self.index("rename-data")
        try:
            full = index.run(repository.folder)
            repository.commit(["R packages/old packages/new"])
            renamed = index.run(repository.folder)
            share = f"{renamed['wall'] / full['wall']:.1%}"
            self.report(f"folder of {len(moved):,} files renamed", renamed, "0 cut, 0 embedded", share)
            self.must(
                renamed["chunksNew"] == renamed["chunksEmbedded"] == 0, "a rename cuts and embeds nothing"
            )
        finally:
            index.stop()

    def kills(self):
        parent = self.folder / "killed"
        parent.mkdir()
        for number in range(self.arguments.killed_repositories):
            corpus.generate(parent / f"k{number}", 100, self.arguments.seed * 1_000 + number)
        calm, killed = self.index("calm-data"), self.index("killed-data")
        drawn = random.Random(self.arguments.seed + 4)
        try:
            before = self.sim.billed()["texts"]
            whole = calm.run("--from-folder", parent)
            once = self.sim.billed()["texts"] - before
            self.report("a run left alone", whole, "")
            kills = ends = 0
            while kills < self.arguments.kills:
                if killed.kill(drawn.uniform(1, 1.1 * whole["wall"]), "--from-folder", parent):
                    kills += 1
                else:
                    ends += 1  # by itself
                if ends or kills % KILLS_A_RUN == 0 or kills == self.arguments.kills:  # begin anew, so that kills hit all of a full run
                    self.compare(calm, killed, parent)
                    ends = 0
                    print(f"{kills} kills, {self.compared} comparisons", file=sys.stderr, flush=True)
            billed = self.sim.billed()["texts"] - before - once
            print(
                f"Kills: {kills}, each time up to {KILLS_A_RUN} in one run; runs brought to their end and"
                f" compared: {self.compared}; texts of one run {once:,}; billed more than once:"
                f" {billed - self.compared * once:,}\n"
            )
        finally:
            calm.stop()
            killed.stop()

    def compare(self, calm, killed, parent):
        """Brings a killed run to its end, holds it against one left alone, and begins anew."""
        killed.run("--from-folder", parent)
        self.compared += 1
        expected, found = calm.content(), killed.content()
        for name in expected:
            self.must(expected[name] == found[name], f"{name} equals that of a run left alone")
        killed.stop()
        shutil.rmtree(killed.data)

    def history(self):
        if not self.arguments.history:
            sys.exit("incremental: history needs --history PATH and --tags A,B,...")
        index = self.index("history-data")
        known = ""
        try:
            for tag in self.arguments.tags.split(","):
                figures = index.run(self.arguments.history, "--ref", tag)
                changed = ""
                if known:
                    command = ["git", "-C", self.arguments.history, "diff", "--name-only", "--no-renames", known, tag]
                    listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                    changed = f"git names {len(listed.splitlines()):,} changed"
                self.report(tag, figures, changed)
                known = tag
        finally:
            index.stop()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("incremental: stopped"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default="full,unchanged,one,rename,kills", help=f"some of {CASES}")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is made up (1)")
    parser.add_argument("--files", type=int, default=10_000, help="of full and rename (10000)")
    parser.add_argument("--large", type=int, default=100_000, help="files of one (100000)")
    parser.add_argument("--repositories", type=int, default=1_000, help="of unchanged (1000)")
    parser.add_argument("--kills", type=int, default=100, help="(100)")
    parser.add_argument("--killed-repositories", type=int, default=10, help="of 100 files, of kills (10)")
    parser.add_argument("--history", help="a git repository with tags")
    parser.add_argument("--tags", default="", help="of history, in their order")
    parser.add_argument("--keep", help="folder that keeps what was made")
    arguments = parser.parse_args()
    cases = arguments.cases.split(",")
    if not set(cases) <= set(CASES.split(",")):
        parser.error(f"--cases takes some of {CASES}")
    subprocess.run([LAUNCHER, "config", "--data", tempfile.gettempdir()], stdout=subprocess.DEVNULL, check=True)
    folder = pathlib.Path(arguments.keep or tempfile.mkdtemp(prefix="codestrata-incremental-", dir="/var/tmp"))
    folder.mkdir(exist_ok=True)
    os.chmod(folder, 0o755)  # as root, the server runs as somebody else
    bench = Bench(arguments, folder)
    try:
        for name in cases:
            getattr(bench, name)()
    finally:
        bench.sim.stop()
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"Machine: {machine()}\nSeed: {arguments.seed}\n\n{table(HEADER, bench.rows)}")
    if bench.faults:
        sys.exit("incremental: " + "; ".join(bench.faults))


if __name__ == "__main__":
    main()
