"""Prints what delta-rs reads of a lake: a JSON object a line, for each version of each table, and
for each table's change feed and what its commits say of themselves."""

import json
import os
import sys
from datetime import datetime, timezone

from deltalake import DeltaTable, QueryBuilder


def plain(value):
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or timezone.utc).isoformat()
    raise TypeError(f"{type(value)} in a row")


def rows(table):
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def say(**what):
    print(json.dumps(what, default=plain))


lake = sys.argv[1]
for name in sorted(os.listdir(lake)):
    path = os.path.join(lake, name)
    if not os.path.isdir(os.path.join(path, "_delta_log")):
        continue
    newest = DeltaTable(path).version()
    for version in range(newest + 1):
        table = DeltaTable(path, version=version)
        read = QueryBuilder().register("t", table).execute("SELECT * FROM t").read_all()
        say(
            table=name,
            version=version,
            newest=version == newest,
            schema=json.loads(table.schema().to_json()),
            rows=rows(read),
        )
    feed = DeltaTable(path).load_cdf(starting_version=0).read_all()
    say(table=name, feed=rows(feed.select(["_change_type", "_commit_version"])))
    commits = DeltaTable(path).history()  # the newest first
    say(table=name, said=[commit.get("userMetadata") for commit in commits])
