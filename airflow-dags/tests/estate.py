"""Real Airflow, and an estate that it indexes: two repositories that share code, and their past.

A plugin of pytest, since the notebooks' tests read the lake that the DAGs' tests make.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).parents[1]
LAUNCHER = DAGS.parent / "bin" / "codestrata"

CART = '''class Cart:
    """A cart of priced items."""

    def __init__(self):
        self.items = []

    def add(self, name, price, quantity=1):
        self.items.append((name, price, quantity))

    def total(self):
        """The price of all items."""
        return sum(price * quantity for _, price, quantity in self.items)
'''
AUTH = '''import hashlib


def verify_password(password, salt, stored):
    """Whether the password is the one that was stored."""
    return hashlib.scrypt(password.encode(), salt=salt, n=2, r=8, p=1) == stored


def new_session(user):
    return {"user": user, "open": True}
'''
LOAN = """package lend;

/** A loan of a book to a reader. */
final class Loan {
  private final String book;
  private final int days;

  Loan(String book, int days) {
    this.book = book;
    this.days = days;
  }

  /** Cents that the reader owes when the book comes back late. */
  int fine(int daysOut) {
    return daysOut <= days ? 0 : 25 * (daysOut - days);
  }
}
"""
QUERIES = [
    {
        "repo": "shop",
        "query": "price of all items",
        "relevant": ["src/cart.py"],
        "category": "meaning",
    },
    {"repo": "shop", "query": "verify_password", "relevant": ["src/auth.py"], "category": "symbol"},
    {
        "repo": "lend",
        "query": "what a late reader owes",
        "relevant": ["src/Loan.java"],
        "category": "meaning",
    },
    # Its answer is not what it names, so that there is a worst query.
    {"repo": "lend", "query": "Loan", "relevant": ["README.md"], "category": "symbol"},
]


@dataclass
class Run:
    """A DAG run that has ended, and what its tasks have returned."""

    run_id: str
    state: str
    states: dict[str, str]
    returned: dict[str, Any]
    labels: list[str]
    events: list[dict[str, Any]]


@dataclass
class Estate:
    folder: Path
    first: Run | None = None
    second: Run | None = None
    backfill: Run | None = None
    data: Path = field(init=False)

    def __post_init__(self) -> None:
        self.data = self.folder / "data"

    def commit(self, repository: str, files: dict[str, str]) -> None:
        root = self.folder / repository
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        for command in (
            "init -q -b main",
            "add -A",
            "-c user.name=a -c user.email=a@b.c commit -q -m change",
        ):
            subprocess.run(["git", *command.split()], cwd=root, check=True)

    def manifest(self, *repositories: str) -> Path:
        file = self.folder / "manifest.jsonl"
        file.write_text(
            "".join(json.dumps({"id": name, "path": name}) + "\n" for name in repositories)
        )
        return file


def run_dag(dag_id: str, **params: Any) -> Run:
    """Runs a DAG to its end in this process, by real Airflow."""
    from airflow.models.asset import AssetEvent
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    dag = getattr(importlib.import_module(dag_id), dag_id)()
    run = dag.test(run_conf=params)
    with create_session() as session:
        tasks = run.get_task_instances(session=session)
        xcoms = session.scalars(
            select(XComModel)
            .where(XComModel.run_id == run.run_id, XComModel.key == "return_value")
            .order_by(XComModel.map_index)
        )
        returned: dict[str, Any] = {}
        for xcom in xcoms:
            value = XComModel.deserialize_value(xcom)
            if xcom.map_index >= 0:
                returned.setdefault(xcom.task_id, []).append(value)
            else:
                returned[xcom.task_id] = value
        events = session.scalars(select(AssetEvent).where(AssetEvent.source_run_id == run.run_id))
        return Run(
            run.run_id,
            str(run.state.value),
            {
                task.task_id: str(task.state.value if hasattr(task.state, "value") else task.state)
                for task in tasks
            },
            returned,
            [task.rendered_map_index for task in tasks if task.map_index >= 0],
            [event.extra for event in events],
        )


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Airflow's command line, with a database of its own and the pool, made as the README says."""
    home = tmp_path_factory.mktemp("airflow")
    os.environ.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__UNIT_TEST_MODE="False",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(home / "logs"),
    )
    sys.path.insert(0, str(DAGS))
    from airflow.cli.cli_parser import get_parser

    parser = get_parser()

    def run(*arguments: str) -> None:
        parsed = parser.parse_args(arguments)
        parsed.func(parsed)

    run("db", "migrate")
    run("pools", "set", "codestrata_embedding", "1", "runs that embed at a time")
    return run


@pytest.fixture(scope="session")
def estate(airflow: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Estate:
    """Three DAG runs: all is new; nothing is, and a repository is missing; one has grown."""
    estate = Estate(tmp_path_factory.mktemp("estate"))
    queries = estate.folder / "queries.json"
    queries.write_text(json.dumps(QUERIES))
    extra = {
        "launcher": str(LAUNCHER),
        "data": str(estate.data),
        "environment": {"CODESTRATA_JAVA_OPTS": "-Xmx2g"},
    }
    airflow(
        *("connections", "add", "codestrata", "--conn-type", "generic"),
        *("--conn-extra", json.dumps(extra)),
    )
    airflow("variables", "set", "codestrata_queries", str(queries))
    try:
        estate.commit("shop", {"src/cart.py": CART, "README.md": "# Shop\n\nSells books.\n"})
        estate.commit("lend", {"src/cart.py": CART, "src/Loan.java": LOAN, "README.md": "# Lend\n"})
        airflow("variables", "set", "codestrata_manifest", str(estate.manifest("shop", "lend")))
        estate.first = run_dag("codestrata_incremental")
        estate.manifest("shop", "lend", "gone")
        estate.second = run_dag("codestrata_incremental")
        # Nearly the cart, so that there is a near clone.
        trolley = CART.replace("quantity", "count")
        estate.commit("shop", {"src/auth.py": AUTH, "src/trolley.py": trolley})
        estate.backfill = run_dag(
            "codestrata_backfill", repositories=[str(estate.folder / "shop")], budget=1, refs=[]
        )
    finally:
        subprocess.run([LAUNCHER, "stop", "--data", estate.data], check=False)
        airflow("connections", "delete", "codestrata")
    return estate
