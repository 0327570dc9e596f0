"""Examines the installation, keeps the lake's tables small, drops generations that are named (those
that nobody asks any more since another one serves), and compares PostgreSQL with the lake."""

from __future__ import annotations

from airflow.sdk import Param, TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from codestrata_tasks import DEFAULTS, CodestrataOperator, verify


@dag(
    dag_id="codestrata_maintain",
    doc_md=__doc__,
    schedule="@weekly",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["codestrata"],
    params={
        "keep": Param(
            None,
            type=["null", "integer"],
            minimum=7,
            title="Days to keep",
            description="Days for which older versions stay readable; lake.retention if empty.",
        ),
        "repair": Param(
            False,
            type="boolean",
            title="Repair",
            description="Publish again what differs between PostgreSQL and the lake.",
        ),
        "drop": Param(
            None,
            type=["null", "array"],
            items={"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,62}$"},
            title="Generations to drop",
            description="Names, one a line; the one that serves is refused.",
        ),
    },
)
def codestrata_maintain() -> None:
    @task
    def upkeep() -> list[str]:
        keep = get_current_context()["params"]["keep"]
        return ["--json"] if keep is None else ["--json", "--keep", str(keep)]

    @task
    def comparison() -> list[str]:
        repair = get_current_context()["params"]["repair"]
        return ["--json", "--repair"] if repair else ["--json"]

    @task
    def leaving() -> list[str]:
        names = get_current_context()["params"]["drop"]
        if not names:
            raise AirflowSkipException("no generation is named")
        return ["drop", *names]

    doctor = CodestrataOperator(task_id="doctor", command="doctor")
    maintain = CodestrataOperator(task_id="maintain", command="maintain", arguments=upkeep())
    generations = CodestrataOperator(
        task_id="generations", command="generations", arguments=leaving()
    )
    # Last, since a run is what its last tasks are; most often no generation is named.
    last = verify(comparison())
    last.trigger_rule = TriggerRule.NONE_FAILED
    doctor >> maintain >> generations >> last


codestrata_maintain()
