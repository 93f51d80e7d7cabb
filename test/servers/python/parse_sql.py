"""Parses Snowflake SQL with sqlglot, which fakesnow brings along."""

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

logging.getLogger("sqlglot").setLevel(logging.ERROR)


def problem(sql: str) -> str | None:
    """What is wrong with a statement; also what sqlglot only passes through without understanding it."""
    try:
        parsed = sqlglot.parse(sql, read="snowflake")
    except SqlglotError as error:
        return str(error)
    if len(parsed) != 1 or parsed[0] is None:
        return f"{len(parsed)} statements instead of one"
    command = parsed[0].find(exp.Command)
    return f"not understood: {command.sql(dialect='snowflake')[:80]}" if command else None
