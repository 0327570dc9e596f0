"""Each notebook, executed on the lake that Airflow's runs make, against what its tables say."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from estate import QUERIES, Estate

NOTEBOOKS = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def executed(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Notebooks by name, with their outputs."""
    import nbformat
    import papermill

    folder = tmp_path_factory.mktemp("notebooks")
    lake, evaluations = str(estate.data / "lake"), str(estate.data / "evaluations")
    done = {}
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        source = nbformat.read(file, as_version=4)
        assert not any(cell.get("outputs") for cell in source.cells), f"{file} has outputs"
        parameters = {"lake": lake}
        if file.stem == "quality":
            parameters = {"evaluations": evaluations}
        elif file.stem == "estate":
            parameters = {"lake": beside(lake, folder / "lake"), "generation": "next"}
        out = folder / file.name
        papermill.execute_notebook(file, out, parameters, progress_bar=False)
        done[file.stem] = nbformat.read(out, as_version=4)
    return done


def beside(lake: str, copy: Path) -> str:
    """The same lake, had its files come with a further generation."""
    shutil.copytree(lake, copy)
    (copy / "generations" / "next").mkdir(parents=True)
    for table in ["repositories", "files", "merkle_nodes"]:
        shutil.move(copy / table, copy / "generations" / "next" / table)
    return str(copy)


def figures(notebook: Any) -> dict[str, Any]:
    (cell,) = [cell for cell in notebook.cells if "figures" in cell.metadata.get("tags", [])]
    return next(o.data["application/json"] for o in cell.outputs if "application/json" in o.data)


def plots(notebook: Any) -> int:
    return sum(
        "image/png" in out.get("data", {}) for c in notebook.cells for out in c.get("outputs", [])
    )


def rows(estate: Estate, table: str) -> list[dict[str, Any]]:
    from deltalake import DeltaTable

    return DeltaTable(str(estate.data / "lake" / table)).to_pyarrow_table().to_pylist()


def test_every_notebook_plots_and_renders(executed: dict[str, Any]) -> None:
    from nbconvert import HTMLExporter

    assert {name: plots(notebook) for name, notebook in executed.items()} == {
        "capacity": 1,
        "cost": 2,
        "duplication": 2,
        "estate": 3,
        "exploration": 2,
        "quality": 2,
    }
    for name, notebook in executed.items():
        page, _ = HTMLExporter().from_notebook_node(notebook)
        assert page.count('src="data:image/png') == plots(notebook)
        assert "In numbers" in page, name


def test_estate_counts_files_and_their_growth(estate: Estate, executed: dict[str, Any]) -> None:
    files = rows(estate, "files")
    found = figures(executed["estate"])
    assert found["languages"] == {"python": 4, "java": 1, "markdown": 2}
    assert (found["repositories"], found["files"], found["files_left_out"]) == (2, 7, 0)
    assert found["bytes"] == sum(file["size"] for file in files)
    assert found["chunks"] == sum(file["chunks"] for file in files)
    first, last = found["growth"]
    assert [first[1], last[1]] == [5, 7]
    assert last == [1, 7, found["bytes"], found["chunks"]]


def test_cost_adds_up_to_the_runs(estate: Estate, executed: dict[str, Any]) -> None:
    runs = sorted(rows(estate, "runs"), key=lambda run: run["started_at"])
    found = figures(executed["cost"])
    assert found["embedded"] == [run["chunks_embedded"] for run in runs]
    assert found["embedded"][1] == 0
    assert found["tokens"] == sum(run["tokens"] for run in runs)
    assert sum(found["tokens_by_repository"].values()) == found["tokens"]
    embeddings = rows(estate, "embeddings")
    assert found["tokens_kept"] == sum(embedding["tokens"] for embedding in embeddings)
    # The cart stands in both repositories and was sent once.
    (cart,) = {c["chunk_hash"] for c in rows(estate, "chunks") if "quantity" in c["text"]}
    (paid,) = [e["tokens"] for e in embeddings if e["chunk_hash"] == cart]
    assert found["tokens_asked"] - found["tokens_kept"] == paid > 0
    assert math.isclose(found["spared_usd"], paid * 0.18 / 1e6)
    assert found["forecast_tokens"] == 30 * found["tokens"]


def test_capacity_follows_from_the_chunks_of_the_lake(
    estate: Estate, executed: dict[str, Any]
) -> None:
    chunks = rows(estate, "chunks")
    found = figures(executed["capacity"])
    tokens = 1e9 * sum(chunk["tokens"] for chunk in chunks) / len(chunks)
    assert math.isclose(found["tokens"], tokens)
    assert math.isclose(found["usd"], tokens * 0.18 / 1e6)
    assert math.isclose(found["embedding_days"], tokens / 9e6 / 1440)
    # A billion do not fit into a machine whose memory holds the index of a seventh.
    assert found["machines"] == math.ceil(1e9 / found["most_chunks_of_one"]) == 7


def test_duplication_finds_equal_and_nearly_equal_code(executed: dict[str, Any]) -> None:
    found = figures(executed["duplication"])
    assert (found["exact_texts"], found["exact_symbols"]) == (1, ["Cart"])
    # The trolley of one repository against the cart of the other.
    assert (found["near_pairs"], found["near_symbols"]) == (1, ["Cart"])
    assert 0.95 <= found["near_best"] < 0.9999


def test_quality_repeats_what_evaluate_has_said(estate: Estate, executed: dict[str, Any]) -> None:
    found = figures(executed["quality"])
    files = sorted((estate.data / "evaluations").iterdir())
    last = json.loads(files[-1].read_text())
    assert (found["evaluations"], found["queries"]) == (len(files), len(QUERIES)) == (2, 4)
    assert (
        found["ndcg10"]
        == last["overall"]["ndcg10"]
        == estate.second.returned["evaluate"]["overall"]["ndcg10"]
    )
    assert found["categories"].keys() == {"meaning", "symbol"}
    # It names a function that was not there yet.
    assert found["worst"] == "verify_password"
    assert (found["changed"], found["not_indexed"]) == (0, [])


def test_the_map_groups_what_is_alike(estate: Estate, executed: dict[str, Any]) -> None:
    found = figures(executed["exploration"])
    assert found["chunks"] == len(rows(estate, "embeddings")) == sum(found["clusters"])
    assert len(found["clusters"]) == len(set(found["names"])) == 2
    # Cart and trolley, whose classes have one name, are in one cluster, named by it.
    (name,) = [name for name, symbols in found["symbols"].items() if "Cart" in symbols]
    assert found["symbols"][name]["Cart"] == 2
    assert "cart" in name
    assert 0 < sum(found["variance"]) <= 1
