"""Brings the index to the state of the manifest's repositories, every hour."""

from __future__ import annotations

from airflow.sdk import BaseHook, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from codestrata_launcher import Launcher
from codestrata_tasks import (
    CONNECTION,
    DEFAULTS,
    CodestrataOperator,
    announce,
    cost_param,
    failures,
    index,
    manifest_param,
    setting,
    shard_param,
    spread,
    summary,
    verify,
)


@dag(
    dag_id="codestrata_incremental",
    doc_md=__doc__,
    schedule="@hourly",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["codestrata"],
    params={
        "manifest": manifest_param(),
        "shards": shard_param(),
        "budget": cost_param(),
        "queries": Param(
            None,
            type=["null", "string"],
            minLength=1,
            title="Queries",
            description="File or folder of queries whose answers are known, as evaluate takes it.",
        ),
    },
)
def codestrata_incremental() -> None:
    @task
    def plan() -> list[list[str]]:
        """What each shard's run is to do."""
        manifest = setting("manifest")
        if manifest is None:
            raise AirflowFailException("no manifest: set the Variable codestrata_manifest")
        return spread(["--manifest", manifest], int(setting("shards", 1)), setting("budget"))

    @task
    def queries() -> list[str]:
        """What evaluate is to do; skipped without queries."""
        asked = setting("queries")
        if asked is None:
            raise AirflowSkipException("no queries: set the Variable codestrata_queries")
        folder = Launcher.of(BaseHook.get_connection(CONNECTION)).data / "evaluations"
        folder.mkdir(parents=True, exist_ok=True)
        # In the order of time, as the notebook of quality reads them.
        name = f"{get_current_context()['dag_run'].run_after:%Y-%m-%dT%H-%M-%S}.json"
        return ["--queries", asked, "--out", str(folder / name), "--json"]

    figures = index(plan())
    sums = summary(figures)
    verified = verify()
    evaluated = CodestrataOperator(
        task_id="evaluate",
        command="evaluate",
        arguments=queries(),
        keep=("model", "overall", "byCategory", "notIndexed"),
    )
    failures(figures)
    sums >> verified >> [evaluated, announce(sums)]


codestrata_incremental()
