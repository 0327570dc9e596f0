"""Runs bin/codestrata, on this machine or by spark-submit on a cluster, as a connection says."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.sdk.log import mask_secret

log = logging.getLogger(__name__)

USAGE = 2
DONE_WITH_FAILURES = 3

SPARK_COMMANDS = {"index", "maintain", "verify"}
SECRET_ENDINGS = ("KEY", "PASSWORD", "SECRET", "TOKEN", "URL")


@dataclass(frozen=True)
class Outcome:
    """What a command that did its work has said.

    ``output`` is its standard output, ``complete`` whether it did all of it (exit code 0), and
    ``failures`` the lines in which it told what it had to leave out (exit code 3).
    """

    output: str
    complete: bool
    failures: list[str]


@dataclass
class Launcher:
    """One installation of codestrata.

    ``submit`` are the options of spark-submit; without them Spark runs inside the command.
    Airflow's SparkSubmitOperator would not do: it keeps no figures, and fails on exit code 3.
    """

    path: str
    submit: list[str] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    data: Path = Path.home() / ".codestrata"
    process: subprocess.Popen[str] | None = None

    @classmethod
    def of(cls, connection: Connection) -> Launcher:
        """Reads a connection: see the README for its fields."""
        extra = connection.extra_dejson
        if "launcher" not in extra:
            raise AirflowFailException(
                f"connection {connection.conn_id} has no launcher: put the path of bin/codestrata"
                " into its extra, as launcher"
            )
        environment = {name: str(value) for name, value in extra.get("environment", {}).items()}
        for name, value in environment.items():
            if name.endswith(SECRET_ENDINGS):
                mask_secret(value)
        if connection.password:
            environment["VOYAGE_API_KEY"] = connection.password
        for key, name in (("config", "CODESTRATA_CONFIG"), ("data", "CODESTRATA_DATA")):
            if key in extra:
                environment[name] = extra[key]
        data = environment.get("CODESTRATA_DATA") or os.environ.get("CODESTRATA_DATA")
        submit = list(extra.get("submit", []))
        if "cluster" in submit:
            # Figures and exit code would stay with a driver on the cluster.
            raise AirflowFailException(
                f"connection {connection.conn_id}: submit in deploy mode client"
            )
        launcher = cls(extra["launcher"], submit, environment)
        if data:
            launcher.data = Path(data).expanduser()
        return launcher

    def line(self, command: str, arguments: list[str]) -> list[str]:
        """The command line, which holds no secret."""
        if self.submit and command in SPARK_COMMANDS:
            return [self.path, "submit", *self.submit, "--", command, *arguments]
        return [self.path, command, *arguments]

    def run(self, command: str, arguments: list[str], trace: str = "") -> Outcome:
        """Runs a command to its end; what it says on standard error goes to the task's log.

        ``trace`` is the id under which the run is found in logs, tables and PostgreSQL's sessions.

        Raises AirflowFailException where a retry cannot help (wrong usage or configuration), and
        AirflowException on every other code but 0 and 3.
        """
        line = self.line(command, arguments)
        log.info("%s", " ".join(line))
        said: list[str] = []
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                line,
                env=self._variables(trace),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
            )
            assert self.process.stderr is not None
            with self.process.stderr as lines:
                for text in lines:
                    said.append(text.rstrip())
                    log.info("%s", said[-1])
            code = self.process.wait()
            output.seek(0)
            printed = output.read()
        if code not in (0, DONE_WITH_FAILURES):
            why = next((text for text in reversed(said) if text.startswith("codestrata:")), "")
            problem = f"{command} ended with exit code {code}. {why}".strip()
            raise AirflowFailException(problem) if code == USAGE else AirflowException(problem)
        return Outcome(printed, code == 0, [] if code == 0 else _failures(said))

    def _variables(self, trace: str) -> dict[str, str]:
        """This process's variables but Airflow's, among them its database's password, and ours."""
        own = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW_", "_AIRFLOW"))}
        given = {"CODESTRATA_RUN_TRACE_ID": trace[:128]} if trace else {}
        # Failures are read from what is said to people.
        return own | dict(self.environment) | given | {"CODESTRATA_LOG_FORMAT": "text"}

    def stop(self) -> None:
        """Asks a running command to end in peace; what it has committed is kept."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


def _failures(said: list[str]) -> list[str]:
    """The indented lines below the summary's row of failures, or else the last line."""
    rows = [at for at, text in enumerate(said) if text.startswith("failures ")]
    listed = (
        [text.strip() for text in said[rows[-1] + 1 :] if text.startswith("  ")] if rows else []
    )
    return listed or said[-1:]
