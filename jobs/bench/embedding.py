#!/usr/bin/env python3
"""Measures how the embed stage uses an account, against the stand-in of Voyage.

    jobs/bench/embedding.py [--chunks 100000] [--rate 100] [--latency 200ms] [--cases clean,faults,kills]

Generates a folder of as many different functions, one a chunk, and indexes it three times, each
time into a fresh data folder and with a fresh account: undisturbed, with 5 % of the calls failing,
and with three kills (SIGKILL each time another quarter of the texts is billed, then the same command
again). Prints a Markdown table for the README and names the machine. Fails where the account was
billed for other texts than the folder's chunks, for one twice without a reason, or where more
requests arrived in any second than the limit allows. A quick try, in which calls must be smaller for
the kills to come between them: --chunks 5000 --texts 16.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench import LAUNCHER, machine, table  # noqa: E402

KEY = "sim-key"
FAULTS = "429=0.01,500=0.01,503=0.01,reset=0.008,truncated=0.006,slow:2s=0.006"
KILLS = 3
WARM_UP = 1_000
CHUNK_TOKENS = 128
FUNCTIONS_A_FILE = 200

VERBS = "merge split parse clamp route render batch resolve index decode scale filter align".split()
NOUNS = "order invoice parcel sensor ledger tile packet column session cursor shard frame".split()
FIELDS = "total offset weight width price height depth rank delay volume ratio margin".split()
TEMPLATES = {
    "py": '''def {verb}_{noun}_{n}({noun}, {field}):
    """{Verb} the {noun}'s {other} by its {field}."""
    {other} = {noun}.{other}({a}) + {field} * {b}
    if {other} > {c}:
        return {other} - {noun}.{field}
    return {other}
''',
    "js": """// {Verb} the {noun}'s {other} by its {field}.
function {verb}{Noun}{n}({noun}, {field}) {{
  const {other} = {noun}.{other}({a}) + {field} * {b};
  if ({other} > {c}) {{
    return {other} - {noun}.{field};
  }}
  return {other};
}}
""",
    "rs": """/// {Verb} the {noun}'s {other} by its {field}.
fn {verb}_{noun}_{n}({noun}: &{Noun}, {field}: f64) -> f64 {{
    let {other} = {noun}.{other}({a}) + {field} * {b}.0;
    if {other} > {c}.0 {{
        return {other} - {noun}.{field};
    }}
    {other}
}}
""",
}


def generate(folder, chunks):
    """Functions that differ in their names at least, FUNCTIONS_A_FILE a file."""
    drawn = random.Random(chunks)
    for start in range(0, chunks, FUNCTIONS_A_FILE):
        extension = list(TEMPLATES)[start // FUNCTIONS_A_FILE % len(TEMPLATES)]
        functions = []
        for n in range(start, min(start + FUNCTIONS_A_FILE, chunks)):
            field, other = drawn.sample(FIELDS, 2)
            verb, noun = drawn.choice(VERBS), drawn.choice(NOUNS)
            a, b, c = (drawn.randrange(2, most) for most in (50, 9, 5000))
            functions.append(
                TEMPLATES[extension].format(
                    n=n, a=a, b=b, c=c, verb=verb, noun=noun, field=field, other=other,
                    Verb=verb.title(), Noun=noun.title(),
                )
            )
        path = folder / f"part{start // 20_000}" / f"unit{start // FUNCTIONS_A_FILE}.{extension}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(functions))


class Sim:
    """The stand-in as a process of its own, with an account of its own."""

    def __init__(self, arguments, folder, faults):
        flags = ["--port", "0", "--key", KEY, "--latency", arguments.latency]
        flags += ["--requests-per-second", str(arguments.rate), "--ledger", str(folder / "ledger")]
        flags += ["--requests-per-minute", "0", "--tokens-per-minute", "0"]
        flags += ["--vectors", "random"]  # nobody searches; it leaves the run more of the processor
        # A service has processors of its own: a late arrival must be the run's doing.
        first = ["nice", "-n", "-15"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [*first, LAUNCHER, "voyage-sim", *flags],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "CODESTRATA_JAVA_OPTS": "-Xmx1g"},
        )
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit("embedding: the stand-in does not start")
        self.warm_up()
        self.post("reset", b"")
        if faults:
            self.post("faults", json.dumps({"rates": faults, "seed": 7}).encode())

    def warm_up(self):
        """A service is not asked for the first time: its code is compiled."""
        body = json.dumps({"model": "voyage-code-3", "input": ["warm"] * 64, "output_dimension": 1024})
        headers = {"Authorization": "Bearer " + KEY, "Content-Type": "application/json"}

        def ask(_):
            request = urllib.request.Request(self.url + "/embeddings", body.encode(), headers)
            try:
                urllib.request.urlopen(request, timeout=60).read()
            except OSError:
                pass  # its limit holds here as well

        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            list(threads.map(ask, range(WARM_UP)))

    def post(self, path, body):
        request = urllib.request.Request(f"{self.url.removesuffix('/v1')}/sim/{path}", body)
        urllib.request.urlopen(request, timeout=60).read()

    def get(self, path):
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/sim/{path}", timeout=60) as answer:
            return json.load(answer)

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Case:
    """One folder indexed into a fresh data folder, on a fresh account."""

    def __init__(self, arguments, sources, name):
        self.arguments, self.sources, self.name = arguments, sources, name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="codestrata-embedding-", dir="/var/tmp"))
        os.chmod(self.folder, 0o755)  # as root, the server runs as somebody else
        self.heap_logs = []
        self.sim = None

    def __enter__(self):
        try:
            self.sim = Sim(self.arguments, self.folder, FAULTS if self.name == "faults" else "")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.sim:
            self.sim.stop()
        if (self.folder / "data").exists():
            command = [LAUNCHER, "stop", "--data", self.folder / "data"]
            subprocess.run(command, stdout=subprocess.DEVNULL, timeout=120)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        """Starts a run in a process group of its own."""
        settings = {
            "chunk.tokens": CHUNK_TOKENS,
            "embed.provider": "voyage",
            "embed.base-url": self.sim.url,
            "embed.dimension": self.arguments.dimension,
            "embed.batch-texts": self.arguments.texts,
            "embed.in-flight": self.arguments.in_flight,
            "embed.requests-per-second": self.arguments.rate,
            "embed.requests-per-minute": 0,
            "embed.tokens-per-minute": 0,
        }
        command = [LAUNCHER, "index", self.sources, "--source", "folder", "--json"]
        command += ["--data", self.folder / "data"]
        command += [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        heap_log = self.folder / f"heap-{len(self.heap_logs)}.log"
        self.heap_logs.append(heap_log)
        options = f"-Xmx{self.arguments.heap} -Xlog:gc:file={heap_log}"
        with open(self.folder / "index.log", "a") as log:
            return subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
                env={**os.environ, "VOYAGE_API_KEY": KEY, "CODESTRATA_JAVA_OPTS": options},
            )

    def kill(self):
        """Starts a run and kills its processes once its part of the texts is billed."""
        part = self.arguments.chunks / (KILLS + 1)
        before = self.sim.get("ledger")["total"]["texts"]
        process = self.start()
        try:
            while self.sim.get("ledger")["total"]["texts"] - before < part:
                if process.poll() is not None:
                    self.fail(f"the run ended before {part:.0f} texts were billed")
                time.sleep(0.02)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def run(self):
        for _ in range(KILLS if self.name == "kills" else 0):
            self.kill()
        process = self.start()
        try:
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            self.fail(f"index ended with {code}")
        self.resident = usage.ru_maxrss / 1024
        self.figures = json.loads(output)
        self.ledger, self.arrivals = self.sim.get("ledger")["total"], self.sim.get("arrivals")
        print(
            f"embedding: {self.name}: stages {self.figures['seconds']}, arrivals"
            f" {self.arrivals['byStatus']}, each second {self.arrivals['perSecond']}; processor"
            f" seconds {usage.ru_utime + usage.ru_stime:.0f} of the run,"
            f" {self.sim.cpu_seconds():.0f} of the stand-in; load {os.getloadavg()[0]:.1f}",
            file=sys.stderr,
        )

    def fail(self, what):
        log = (self.folder / "index.log").read_text()
        sys.exit(f"{log[-2000:]}\nembedding: {self.name}: {what}")

    def heap(self):
        """Most megabytes in use before any collection, and after a full one, in any of the runs."""
        logs = "".join(log.read_text() for log in self.heap_logs)
        collections = re.findall(r"Pause (\w+) .* (\d+)M->(\d+)M\(", logs)
        used = max(int(before) for _, before, _ in collections)
        return used, max((int(after) for kind, _, after in collections if kind == "Full"), default=0)

    def row(self):
        calls, seconds = self.arrivals["requests"], self.arrivals["seconds"]
        between = (calls - 1) / seconds / self.arguments.rate
        # Whole seconds: neither a start's nor an end's, and none in which no run was embedding.
        counts = [0, *self.arrivals["perSecond"], 0]
        whole = [now for last, now, after in zip(counts, counts[1:], counts[2:]) if last and now and after]
        middle = statistics.median(whole) / self.arguments.rate if whole else None
        return [
            {"clean": "undisturbed", "faults": "5 % of calls fail", "kills": "three kills"}[self.name],
            f"{self.figures['chunksTotal']:,}",
            f"{calls:,}",
            "-" if self.name == "kills" else f"{between:.1%}",
            f"{middle:.0%}" if whole else "-",
            self.arrivals["all"]["requestsPerSecond"],
            f"{self.figures['seconds']['embed']:.1f}",
            *(f"{size:,}" for size in (*self.heap(), round(self.resident))),
            *(f"{self.ledger[name]:,}" for name in ("texts", "distinctTexts", "repeatedTexts")),
        ]

    def faults(self):
        """What is not as it must be."""
        chunks, ledger = self.arguments.chunks, self.ledger
        most = self.arrivals["all"]["requestsPerSecond"]
        lost = KILLS * self.arguments.in_flight * os.cpu_count() * self.arguments.texts
        checks = {
            f"{self.figures['chunksTotal']} chunks of {chunks} functions": self.figures["chunksTotal"] == chunks,
            f"{ledger['distinctTexts']} texts billed of {chunks}": ledger["distinctTexts"] == chunks,
            f"{most} requests in a second": most <= self.arguments.rate,
            f"{ledger['repeatedTexts']} texts billed twice": {
                "clean": ledger["texts"] == chunks,
                "faults": True,  # an answer that breaks off is billed, and asked for again
                "kills": ledger["texts"] - chunks <= lost,
            }[self.name],
        }
        return [f"{self.name}: {check}" for check, holds in checks.items() if not holds]


HEADER = [
    "case", "chunks", "calls", "of the limit, first to last call", "in the median second",
    "most in a second", "embed s", "heap MB", "after a full collection", "resident MB",
    "texts billed", "unique", "more than once",
]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("embedding: stopped"))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chunks", type=int, default=100_000, help="functions to embed (100000)")
    parser.add_argument("--rate", type=int, default=100, help="requests a second (100)")
    parser.add_argument("--texts", type=int, default=128, help="texts of a call (128)")
    parser.add_argument("--latency", default="200ms", help="of the stand-in (200ms)")
    parser.add_argument("--dimension", type=int, default=1024, help="of the vectors (1024)")
    parser.add_argument("--in-flight", type=int, default=32, help="calls of a task at a time (32)")
    parser.add_argument("--heap", default="2g", help="bound of the run's heap (2g)")
    parser.add_argument("--cases", default="clean,faults,kills", help="some of clean,faults,kills")
    arguments = parser.parse_args()
    cases = arguments.cases.split(",")
    if not set(cases) <= {"clean", "faults", "kills"}:
        parser.error("--cases takes some of clean,faults,kills")
    build = [LAUNCHER, "config", "--data", tempfile.gettempdir()]  # if due, no part of the figures
    subprocess.run(build, stdout=subprocess.DEVNULL, check=True)
    rows, faults = [], []
    with tempfile.TemporaryDirectory(prefix="codestrata-embedding-", dir="/var/tmp") as sources:
        generate(pathlib.Path(sources), arguments.chunks)
        for name in cases:
            with Case(arguments, sources, name) as case:
                case.run()
                rows.append(case.row())
                faults += case.faults()
    print(f"Machine: {machine()}")
    print(
        f"Limit: {arguments.rate} requests a second; latency {arguments.latency}; dimension"
        f" {arguments.dimension}; heap at most {arguments.heap}; faults {FAULTS}\n"
    )
    print(table(HEADER, rows))
    if faults:
        sys.exit("embedding: " + "; ".join(faults))


if __name__ == "__main__":
    main()
