"""What is published, read by a client that knows nothing of ours: psycopg and pgvector-python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import numpy as np
import psycopg
import pytest
from deltalake import DeltaTable
from estate import LAUNCHER, Estate
from pgvector.psycopg import register_vector


@pytest.fixture(scope="module")
def published(estate: Estate) -> Iterator[psycopg.Connection]:
    """The private server, started as any command starts it."""
    subprocess.run([LAUNCHER, "status", "--data", estate.data], check=True, capture_output=True)
    server = estate.data / "postgres"
    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=int((server / "port").read_text()),
            dbname="codestrata",
            user="codestrata",
            password=(server / "password").read_text().strip(),
        ) as connection:
            register_vector(connection)
            yield connection
    finally:
        subprocess.run([LAUNCHER, "stop", "--data", estate.data], check=False)


def test_vectors_are_what_the_lake_holds(estate: Estate, published: psycopg.Connection) -> None:
    lake = DeltaTable(str(estate.data / "lake" / "embeddings")).to_pyarrow_table().to_pylist()
    found = dict(published.execute("SELECT chunk_hash, embedding FROM codestrata.embedding"))

    assert found.keys() == {row["chunk_hash"] for row in lake}
    for row in lake:
        assert np.array_equal(found[row["chunk_hash"]].to_numpy(), np.float32(row["embedding"]))


def test_nearest_of_a_chunk_is_its_near_clone(published: psycopg.Connection) -> None:
    places = published.execute(
        """
        SELECT f.repository || '/' || f.path, 1 - (e.embedding <=> asked.embedding)
        FROM codestrata.file f JOIN codestrata.chunk c USING (content_hash, language, chunking)
        JOIN codestrata.embedding e USING (chunk_hash, model),
          (SELECT e.embedding, c.chunk_hash FROM codestrata.file f
            JOIN codestrata.chunk c USING (content_hash, language, chunking)
            JOIN codestrata.embedding e USING (chunk_hash, model)
            WHERE f.repository = 'shop' AND f.path = 'src/trolley.py') asked
        WHERE c.chunk_hash <> asked.chunk_hash
        ORDER BY e.embedding <=> asked.embedding, 1 LIMIT 3
        """
    ).fetchall()

    assert [place for place, _ in places[:2]] == ["lend/src/cart.py", "shop/src/cart.py"]
    assert places[0][1] > 0.9 > places[2][1]


def test_signs_answer_as_a_binary_prefilter(published: psycopg.Connection) -> None:
    (cart,) = published.execute(
        "SELECT e.embedding FROM codestrata.embedding e JOIN codestrata.chunk c USING (chunk_hash)"
        " WHERE c.text LIKE '%%quantity%%' LIMIT 1"
    ).fetchone()
    nearest = published.execute(
        "SELECT c.text FROM codestrata.embedding e JOIN codestrata.chunk c USING (chunk_hash)"
        " ORDER BY e.signs <~> binary_quantize(%s) LIMIT 1",
        (cart,),
    ).fetchone()

    assert "quantity" in nearest[0]


def test_generations_are_views_of_one_schema(estate: Estate, published: psycopg.Connection) -> None:
    listed = subprocess.run(
        [LAUNCHER, "generations", "--json", "--data", estate.data],
        check=True,
        capture_output=True,
        text=True,
    )
    (generation,) = json.loads(listed.stdout)
    assert generation["serving"]
    (shown,) = published.execute("SELECT count(*) FROM codestrata.file").fetchone()
    assert shown == generation["files"] > 0
    with published.transaction(force_rollback=True):
        published.execute("SET LOCAL codestrata.generation = 'another'")
        assert published.execute("SELECT count(*) FROM codestrata.file").fetchone() == (0,)
