"""The DAGs in Airflow: structure, parameters, and runs of the main job."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from estate import Estate, run_dag

INCREMENTAL = "codestrata_incremental"
BACKFILL = "codestrata_backfill"
MAINTAIN = "codestrata_maintain"


@pytest.fixture(scope="session")
def dags(airflow: Callable[..., None]) -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag()
    assert bag.import_errors == {}
    return bag.dags


@pytest.fixture
def connect(airflow: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """Makes the connection; it is gone after the test."""

    def make(**extra: object) -> None:
        airflow(
            *("connections", "add", "codestrata", "--conn-type", "generic"),
            *("--conn-extra", json.dumps(extra)),
        )

    yield make
    airflow("connections", "delete", "codestrata")


@pytest.fixture
def fake(tmp_path: Path) -> Callable[..., Path]:
    """A launcher that says what it is told to, and notes its arguments and environment."""

    def make(code: int, printed: str = "", said: str = "") -> Path:
        script = tmp_path / "codestrata"
        (tmp_path / "printed").write_text(printed)
        (tmp_path / "said").write_text(said)
        script.write_text(
            f'#!/bin/sh\ncd "{tmp_path}"\necho "$@" >> lines\nenv > env\n'
            f"cat printed\ncat said >&2\nexit {code}\n"
        )
        script.chmod(0o755)
        return script

    return make


def downstream(dag: Any, task: str) -> set[str]:
    return dag.task_dict[task].downstream_task_ids


def test_structure(dags: dict[str, Any]) -> None:
    assert set(dags) == {INCREMENTAL, BACKFILL, MAINTAIN}
    hourly = dags[INCREMENTAL]
    assert hourly.schedule == "@hourly"
    assert (hourly.catchup, hourly.max_active_runs) == (False, 1)
    assert downstream(hourly, "plan") == {"index"}
    assert downstream(hourly, "index") == {"summary", "failures"}
    assert downstream(hourly, "summary") == {"verify", "announce"}
    assert downstream(hourly, "verify") == {"evaluate", "announce"}
    assert downstream(dags[MAINTAIN], "doctor") == {"maintain"}
    assert downstream(dags[MAINTAIN], "maintain") == {"generations"}
    assert downstream(dags[MAINTAIN], "generations") == {"verify"}
    assert dags[BACKFILL].schedule is None


def test_embedding_runs_wait_for_the_pool_and_retry_with_growing_waits(
    dags: dict[str, Any],
) -> None:
    from airflow.models.pool import Pool

    assert Pool.get_pool("codestrata_embedding").slots == 1
    for name in (INCREMENTAL, BACKFILL):
        index = dags[name].task_dict["index"]
        assert index.pool == "codestrata_embedding"
        assert (index.retries, index.retry_exponential_backoff) == (4, 2.0)
        assert index.max_retry_delay.total_seconds() == 1800


@pytest.mark.parametrize(
    ("name", "params"),
    [
        (INCREMENTAL, {"shards": 0}),
        (INCREMENTAL, {"budget": -1}),
        (BACKFILL, {"since": "last week"}),
        (BACKFILL, {"shards": "4"}),
        (BACKFILL, {"refs": "main"}),
        (BACKFILL, {"dry_run": "yes"}),
        (BACKFILL, {"manifest": ""}),
        (MAINTAIN, {"keep": 1}),
        (MAINTAIN, {"drop": ["--partial"]}),
    ],
)
def test_bad_parameters_are_refused(
    dags: dict[str, Any], name: str, params: dict[str, Any]
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises((ParamValidationError, ValueError), match="Failed validating|Invalid input"):
        dags[name].test(run_conf=params)


def test_backfill_says_what_each_shard_does(dags: dict[str, Any]) -> None:
    from airflow.sdk.exceptions import AirflowFailException
    from codestrata_backfill import arguments_of
    from codestrata_tasks import spread

    none = {"manifest": None, "repositories": None, "refs": None, "since": None, "dry_run": False}
    named = none | {"repositories": ["/a", "/b"], "refs": ["v1", "release/*"], "since": "7d"}
    arguments = ["--refs", "v1,release/*", "--since", "7d", "/a", "/b"]
    assert arguments_of(named) == arguments
    assert spread(arguments, 2, 5) == [
        [*arguments, "--max-cost", "2.500000", "--shard", "1/2", "--json"],
        [*arguments, "--max-cost", "2.500000", "--shard", "2/2", "--json"],
    ]
    with pytest.raises(AirflowFailException, match="name a manifest or repositories"):
        arguments_of(none)
    with pytest.raises(AirflowFailException, match="a manifest names its own"):
        arguments_of(none | {"manifest": "m.yaml", "refs": ["v1"]})


def test_first_run_indexes_and_tells_downstream_dags(estate: Estate) -> None:
    run = estate.first
    assert run.state == "success"
    assert run.states["failures"] == "skipped"
    assert run.labels == ["1/1 done"]
    figures = run.returned["summary"]
    assert (figures["repositories"], figures["filesTotal"], figures["failures"]) == (2, 5, 0)
    assert figures["chunksEmbedded"] == run.returned["index"][0]["chunksNew"] > 0
    assert figures["tokens"] > 0
    assert run.returned["verify"]["equal"] is True
    assert run.returned["evaluate"]["overall"]["queries"] == 4
    assert [event["filesChanged"] for event in run.events] == [5]


def test_second_run_embeds_nothing_and_shows_what_is_missing(estate: Estate) -> None:
    run = estate.second
    assert run.state == "success"
    (figures,) = run.returned["index"]
    assert (figures["chunksEmbedded"], figures["tokens"], figures["filesRead"]) == (0, 0, 0)
    assert run.labels == ["1/1 done, with 1 failures"]
    assert run.states["failures"] == "success"
    (failure,) = run.returned["failures"]
    assert failure.startswith("gone: snapshot: cannot read")
    assert run.states["announce"] == "skipped"
    assert run.events == []


def test_backfill_indexes_what_has_changed(estate: Estate) -> None:
    run = estate.backfill
    assert run.state == "success"
    assert run.returned["summary"]["filesChanged"] == 2
    assert run.states["announce"] == "success"
    assert run.returned["index"][0]["trace"] == run.run_id


def test_wrong_configuration_fails_without_a_retry(
    connect: Callable, fake: Callable, tmp_path: Path
) -> None:
    connect(launcher=str(fake(2, said="codestrata: unknown option x\n")))

    run = run_dag(BACKFILL, manifest="m.yaml")

    assert run.state == "failed"
    assert run.states["index"] == "failed"
    assert len((tmp_path / "lines").read_text().splitlines()) == 1


def test_a_dry_run_ends_before_it_verifies(
    connect: Callable, fake: Callable, tmp_path: Path
) -> None:
    names = (
        "repositories",
        "filesTotal",
        "filesChanged",
        "chunksTotal",
        "chunksEmbedded",
        "tokens",
        "failures",
    )
    figures = dict.fromkeys(names, 1) | {"costUsd": 0.5, "dryRun": True, "seconds": {"total": 2.0}}
    connect(launcher=str(fake(0, printed=json.dumps(figures))))

    run = run_dag(BACKFILL, manifest="m.yaml", shards=2, dry_run=True)

    assert run.state == "success"
    assert run.returned["summary"]["costUsd"] == 1.0
    assert run.states["verify"] == run.states["announce"] == "skipped"
    assert sorted((tmp_path / "lines").read_text().splitlines()) == [
        "index --manifest m.yaml --dry-run --shard 1/2 --json",
        "index --manifest m.yaml --dry-run --shard 2/2 --json",
    ]


def test_maintain_fails_where_postgresql_differs(
    connect: Callable, fake: Callable, tmp_path: Path
) -> None:
    connect(launcher=str(fake(3, printed='{"equal": false}')))

    run = run_dag(MAINTAIN, keep=9, repair=True)

    assert run.state == "failed"
    assert run.states == {task: "success" for task in run.states} | {
        "verify": "failed",
        "leaving": "skipped",
        "generations": "skipped",
    }
    assert (tmp_path / "lines").read_text().splitlines() == [
        "doctor",
        "maintain --json --keep 9",
        "verify --json --repair",
    ]


def test_maintain_drops_the_generations_that_are_named(
    connect: Callable, fake: Callable, tmp_path: Path
) -> None:
    connect(launcher=str(fake(0, printed='{"equal": true}')))

    run = run_dag(MAINTAIN, drop=["default", "small"])

    assert run.state == "success"
    assert set(run.states.values()) == {"success"}
    assert (tmp_path / "lines").read_text().splitlines()[-2:] == [
        "generations drop default small",
        "verify --json",
    ]


def test_a_cluster_is_submitted_to_and_command_lines_hold_no_secret(
    airflow: Callable, fake: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowFailException
    from codestrata_launcher import Launcher

    def connection(*submit: str) -> Connection:
        extra = {
            "launcher": str(fake(0)),
            "data": str(tmp_path / "data"),
            "submit": ["--master", "spark://host:7077", *submit],
            "environment": {
                "CODESTRATA_PG_URL": "postgresql://u:p@h/d",
                "SPARK_HOME": "/opt/spark",
            },
        }
        return Connection(
            conn_id="codestrata",
            conn_type="generic",
            password="key-of-voyage",
            extra=json.dumps(extra),
        )

    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD", "secret")
    launcher = Launcher.of(connection("--executor-memory", "2g"))

    launcher.run("index", ["--manifest", "m.yaml"])
    launcher.run("evaluate", ["--json"], trace="scheduled__2026-05-04T10:30:00+00:00")

    assert (tmp_path / "lines").read_text().splitlines() == [
        "submit --master spark://host:7077 --executor-memory 2g -- index --manifest m.yaml",
        "evaluate --json",
    ]
    seen = dict(
        line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines() if "=" in line
    )
    assert seen["VOYAGE_API_KEY"] == "key-of-voyage"
    assert seen["CODESTRATA_PG_URL"] == "postgresql://u:p@h/d"
    assert (seen["SPARK_HOME"], seen["CODESTRATA_DATA"]) == ("/opt/spark", str(tmp_path / "data"))
    assert seen["CODESTRATA_RUN_TRACE_ID"] == "scheduled__2026-05-04T10:30:00+00:00"
    assert not [name for name in seen if name.startswith("AIRFLOW")]
    with pytest.raises(AirflowFailException, match="deploy mode client"):
        Launcher.of(connection("--deploy-mode", "cluster"))


def test_a_killed_task_ends_its_command(airflow: Callable, tmp_path: Path) -> None:
    from codestrata_launcher import Launcher

    script = tmp_path / "codestrata"
    script.write_text(
        '#!/bin/sh\ntrap "exit 143" TERM\necho started >&2\nwhile :; do sleep 0.1; done\n'
    )
    script.chmod(0o755)
    launcher = Launcher(str(script))
    stopped = threading.Timer(0.5, launcher.stop)
    stopped.start()

    with pytest.raises(Exception, match="index ended with exit code 143"):
        launcher.run("index", [])
