"""What the DAGs share: codestrata's commands as tasks, and what follows them."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    Asset,
    BaseHook,
    BaseOperator,
    Context,
    Param,
    TriggerRule,
    Variable,
    XComArg,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from codestrata_launcher import Launcher

log = logging.getLogger(__name__)

CONNECTION = "codestrata"
POOL = "codestrata_embedding"
INDEX = Asset("codestrata://index")

DEFAULTS = {
    "owner": "codestrata",
    "retries": 4,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
}

COLUMNS = {
    "part": "shard",
    "repositories": "repositories",
    "filesTotal": "files",
    "filesChanged": "changed",
    "chunksTotal": "chunks",
    "chunksEmbedded": "embedded",
    "tokens": "tokens",
    "costUsd": "USD",
    "failures": "failures",
    "seconds": "seconds",
}

Figures = dict[str, Any]


class CodestrataOperator(BaseOperator):
    """Runs one command and returns what it prints as JSON.

    Exit code 3 is a success with failures, which the figures list as ``failed``; with ``strict``
    it fails the task, without a retry.

    :param keep: names of the printed object's fields to return; none means all
    """

    template_fields = ("arguments",)

    def __init__(
        self,
        *,
        command: str,
        arguments: list[str] | XComArg = [],  # noqa: B006 Airflow copies it
        strict: bool = False,
        keep: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.command = command
        self.arguments = arguments
        self.strict = strict
        self.keep = keep
        self._launcher: Launcher | None = None

    def execute(self, context: Context) -> Any:
        arguments = list(self.arguments)
        self._launcher = Launcher.of(BaseHook.get_connection(CONNECTION))
        outcome = self._launcher.run(self.command, arguments, trace=context["run_id"])
        if "--json" not in arguments:
            log.info("%s", outcome.output)
            printed: Any = {}
        else:
            printed = json.loads(outcome.output)
        if self.strict and not outcome.complete:
            raise AirflowFailException(f"{self.command}: {json.dumps(printed)}")
        if not isinstance(printed, dict):
            return printed
        if self.keep:
            printed = {name: printed[name] for name in self.keep}
        printed["failed"] = outcome.failures
        part = arguments[arguments.index("--shard") + 1] if "--shard" in arguments else ""
        printed["part"] = part
        # Shown in the UI in place of the mapped task's number.
        lost = "" if outcome.complete else f", with {printed.get('failures', 'some')} failures"
        context["outcome"] = f"{part} done{lost}"  # type: ignore[typeddict-unknown-key]
        return printed

    def on_kill(self) -> None:
        if self._launcher is not None:
            self._launcher.stop()


def index(arguments: XComArg) -> XComArg:
    """One run a list of arguments, so many at a time as the pool has slots."""
    return (
        CodestrataOperator.partial(
            task_id="index",
            command="index",
            pool=POOL,
            map_index_template="{{ outcome }}",
        )
        .expand(arguments=arguments)
        .output
    )


def verify(arguments: list[str] | XComArg = ["--json"]) -> CodestrataOperator:  # noqa: B006
    """PostgreSQL must equal the lake."""
    return CodestrataOperator(task_id="verify", command="verify", arguments=arguments, strict=True)


def shard_param() -> Param:
    return Param(
        None,
        type=["null", "integer"],
        minimum=1,
        maximum=1000,
        title="Shards",
        description="Parts that the repositories are spread over, a run each.",
    )


def cost_param() -> Param:
    return Param(
        None,
        type=["null", "number"],
        minimum=0,
        title="Budget",
        description="Dollars that all runs together may spend; they stop before passing them.",
    )


def manifest_param() -> Param:
    return Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="Manifest",
        description="File that lists the repositories, as codestrata index --manifest takes it.",
    )


def setting(name: str, default: Any = None) -> Any:
    """A parameter of the run, or else the Variable codestrata_NAME, or else the default."""
    value = get_current_context()["params"].get(name)
    return Variable.get(f"codestrata_{name}", default) if value is None else value


def spread(arguments: list[str], shards: int, budget: float | None) -> list[list[str]]:
    """The arguments of each shard's run; the budget is divided, since each run keeps its own."""
    if budget is not None:
        arguments = [*arguments, "--max-cost", f"{float(budget) / shards:.6f}"]
    return [[*arguments, "--shard", f"{part}/{shards}", "--json"] for part in range(1, shards + 1)]


@task(trigger_rule=TriggerRule.ALL_DONE, retries=0)
def summary(figures: list[Figures]) -> Figures:
    """The figures of the shards that have ended, as a table in the log; returns their sums."""
    if not figures:
        raise AirflowSkipException("no shard has ended")
    rows = [{**row, "seconds": row["seconds"]["total"]} for row in figures]
    sums = {name: sum(row[name] for row in rows) for name in COLUMNS if name != "part"}
    sums["dryRun"] = any(row["dryRun"] for row in rows)
    log.info("\n%s", table([*rows, {**sums, "part": "all"}]))
    return sums


@task(retries=0)
def failures(figures: list[Figures]) -> list[str]:
    """Succeeds where there are failures, and lists them; is skipped where there are none."""
    failed = [line for row in figures for line in row["failed"]]
    if not failed:
        raise AirflowSkipException("no failures")
    log.warning("done with failures:\n%s", "\n".join(failed))
    return failed


@task(outlets=[INDEX], retries=0)
def announce(sums: Figures) -> None:
    """Tells DAGs that wait for the index; is skipped where it has not changed."""
    if sums["dryRun"] or not sums["filesChanged"]:
        raise AirflowSkipException("nothing has changed")
    get_current_context()["outlet_events"][INDEX].extra = sums


def table(rows: list[Figures]) -> str:
    """Rows below the columns' names, aligned."""
    cells = [list(COLUMNS.values())]
    for row in rows:
        cells.append(
            [
                f"{v:,.4g}" if isinstance(v, float) else str(v)
                for v in (row[name] for name in COLUMNS)
            ]
        )
    widths = [max(len(line[at]) for line in cells) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )
