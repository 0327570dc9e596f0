"""Examines the installation, keeps the lake's tables small, and compares PostgreSQL with them."""

from __future__ import annotations

from airflow.sdk import Param, dag, get_current_context, task

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

    doctor = CodestrataOperator(task_id="doctor", command="doctor")
    maintain = CodestrataOperator(task_id="maintain", command="maintain", arguments=upkeep())
    doctor >> maintain >> verify(comparison())


codestrata_maintain()
