#!/usr/bin/env python3
"""How the parse stage scales: one and two executors of one core each on a standalone cluster.

Each executor is kept to a processor of its own (taskset): else one alone has its code compiled and
its garbage collected by the other core.

    SPARK_HOME=/path/to/spark jobs/bench/scaling.py FOLDER [--rounds 3]

Each run is a plan, which cuts all files and writes and sends nothing, with a new data folder. The
rounds take turns. A folder that takes a minute or more shows more than the executors' start.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "bin" / "codestrata"


class Daemon:
    """A process that says when it is ready."""

    def __init__(self, command, log, sign, env):
        self.log = Path(log)
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=env)
        deadline = time.time() + 60
        while time.time() < deadline and self.process.poll() is None:
            found = re.search(sign, self.log.read_text())
            if found:
                self.found = found.group(1)
                return
            time.sleep(0.1)
        raise SystemExit(f"{command[0]} does not start: {self.log.read_text()}")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def spark(folder, name, *command, core=None):
    env = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    main = "master.Master" if name == "master" else "worker.Worker"
    sign = r"Starting Spark master at (spark://\S+)" if name == "master" else "(Successfully registered)"
    return Daemon(
        [
            *([] if core is None else ["taskset", "--cpu-list", str(core)]),
            f"{os.environ['SPARK_HOME']}/bin/spark-class",
            f"org.apache.spark.deploy.{main}",
            *["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"],
            *command,
        ],
        f"{folder}/{name}.log",
        sign,
        env,
    )


def chunk_seconds(source, executors):
    """Seconds of the parse stage of one cold run."""
    with tempfile.TemporaryDirectory() as folder:
        daemons = [spark(folder, "master")]
        try:
            for i in range(executors):
                options = ["--cores", "1", "--memory", "2g", "--work-dir", f"{folder}/work{i}"]
                daemons.append(spark(folder, f"worker{i}", *options, daemons[0].found, core=i))
            env = os.environ | {
                "CODESTRATA_DATA": f"{folder}/data",
                "CODESTRATA_SOURCE_GROUP_BYTES": "1000000000",
                # Counts tokens by an estimate; a local model's tokenizer takes longer than cutting.
                "CODESTRATA_EMBED_PROVIDER": "voyage",
                "CODESTRATA_EMBED_SECRETS": "allow",
                "VOYAGE_API_KEY": "unused",
                "SPARK_LOCAL_IP": "127.0.0.1",
            }
            run = subprocess.run(
                [str(LAUNCHER), "submit", "--master", daemons[0].found, "--executor-memory", "1500m"]
                + ["--conf", "spark.scheduler.minRegisteredResourcesRatio=1.0"]
                + ["--", "plan", source, "--source", "folder", "--json"],
                env=env,
                stdout=subprocess.PIPE,
                check=False,
            )
            if run.returncode not in (0, 3):  # 3: done, with files that were left out
                raise SystemExit("the run failed")
            return json.loads(run.stdout)["seconds"]["chunk"]
        finally:
            for daemon in reversed(daemons):
                daemon.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    seconds = {1: [], 2: []}
    for _ in range(arguments.rounds):
        for executors, taken in seconds.items():
            taken.append(chunk_seconds(arguments.folder, executors))
    one, two = (statistics.median(seconds[n]) for n in (1, 2))
    print("| executors of one core | chunk s, median | runs |")
    print("| --- | --- | --- |")
    for executors, taken in seconds.items():
        print(f"| {executors} | {statistics.median(taken):.1f} | {', '.join(f'{s:.1f}' for s in taken)} |")
    print(f"\n{one / two:.2f} times as fast with two (load average {os.getloadavg()[0]:.1f})")


if __name__ == "__main__":
    main()
