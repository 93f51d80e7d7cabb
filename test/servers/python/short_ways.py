"""Shorter ways to the same answers: a run of the tests sends tens of thousands of statements."""

import copy
import re
from functools import lru_cache
from typing import Any

import sqlglot
from fakesnow.cursor import FakeSnowflakeCursor
from sqlglot import exp
from sqlglot.expressions import core

PLAIN = {str, int, float, bool, type(None)}
QUERY = re.compile(r"\s*(?:select|with)\b[^;]*$", re.I)

describe = FakeSnowflakeCursor._describe_last_sql


def install() -> None:
    core.deepcopy = copied
    FakeSnowflakeCursor._describe_last_sql = describe_query


def copied(value: Any, memo: Any = None) -> Any:
    """What sqlglot copies with each node are the node's place in the text and its comments."""
    if isinstance(value, core.Expr):
        return value.__deepcopy__(memo)
    if type(value) is dict and all(type(one) in PLAIN for one in value.values()):
        return dict(value)
    if type(value) is list and all(type(one) in PLAIN for one in value):
        return list(value)
    return copy.deepcopy(value, memo)


def describe_query(cursor: FakeSnowflakeCursor) -> list[Any]:
    """A query is DuckDB's own already: fakesnow parses and writes it once more."""
    if not QUERY.match(cursor._last_sql or ""):
        return describe(cursor)
    return cursor._duck_conn.execute(f"describe {cursor._last_sql}", cursor._last_params).fetchall()


@lru_cache(maxsize=64)
def parsed(command: str) -> exp.Expression:
    """A statement, parsed once for all who only read it; fakesnow changes its own."""
    return sqlglot.parse_one(command, read="snowflake")
