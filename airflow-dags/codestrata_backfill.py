"""Indexes repositories on demand: those of a manifest or named one by one, with further refs,
those not indexed since a time, under a budget, or only to see what it would cost."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from codestrata_tasks import (
    DEFAULTS,
    Figures,
    announce,
    cost_param,
    failures,
    index,
    manifest_param,
    shard_param,
    spread,
    summary,
    verify,
)

NAMES = {"type": ["null", "array"], "items": {"type": "string", "minLength": 1}}


def arguments_of(params: dict[str, Any]) -> list[str]:
    """The run's arguments, without those that its shards differ in."""
    repositories, refs = params["repositories"] or [], params["refs"] or []
    if not repositories and not params["manifest"]:
        raise AirflowFailException("nothing to index: name a manifest or repositories")
    if refs and not repositories:
        raise AirflowFailException("refs are those of repositories: a manifest names its own")
    arguments = ["--manifest", params["manifest"]] if params["manifest"] else []
    if refs:
        arguments += ["--refs", ",".join(refs)]
    if params["since"]:
        arguments += ["--since", params["since"]]
    if params["dry_run"]:
        arguments += ["--dry-run"]
    return [*arguments, *repositories]


@dag(
    dag_id="codestrata_backfill",
    doc_md=__doc__,
    schedule=None,
    default_args=DEFAULTS,
    tags=["codestrata"],
    params={
        "manifest": manifest_param(),
        "repositories": Param(
            None, title="Repositories", description="Paths or git URLs, one a line.", **NAMES
        ),
        "refs": Param(
            None,
            title="Refs",
            description="Further branches, tags or commits of each of these, one a line.",
            **NAMES,
        ),
        "since": Param(
            None,
            type=["null", "string"],
            pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?|\d{1,6}[dhm])$",
            title="Not indexed since",
            description="Only what was not indexed since a date (2026-01-31) or for an age (7d).",
        ),
        "shards": shard_param(),
        "budget": cost_param(),
        "dry_run": Param(
            False, type="boolean", title="Dry run", description="Say what it would cost, and stop."
        ),
    },
)
def codestrata_backfill() -> None:
    @task
    def plan() -> list[list[str]]:
        """What each shard's run is to do."""
        params = get_current_context()["params"]
        return spread(arguments_of(params), params["shards"] or 1, params["budget"])

    @task.short_circuit
    def landed(sums: Figures) -> bool:
        """A dry run ends here."""
        return not sums["dryRun"]

    figures = index(plan())
    sums = summary(figures)
    failures(figures)
    landed(sums) >> verify() >> announce(sums)


codestrata_backfill()
