"""Column lineage as sqlglot reads it out of SQL: an oracle that shares nothing with kerros.

Reads {"dialect", "schema", "queries": {name: sql}} on stdin; writes {name: {column: ["table.column", …]}}.
"""

import json
import logging
import sys

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage
from sqlglot.optimizer import build_scope, qualify

logging.getLogger("sqlglot").setLevel(logging.ERROR)


def columns_of(sql: str, dialect: str, schema: dict) -> dict[str, list[str]]:
    parsed = sqlglot.parse_one(sql, read=dialect)
    query = qualify.qualify(parsed, dialect=dialect, schema=schema, validate_qualify_columns=False, identify=False)
    scope = build_scope(query)
    return {
        column: sorted({origin(node) for node in lineage(column, query, schema=schema, scope=scope, dialect=dialect).walk() if is_origin(node)})
        for column in query.named_selects
    }


def is_origin(node) -> bool:
    return isinstance(node.expression, exp.Table)


def origin(node) -> str:
    return f"{node.expression.name}.{node.name.split('.')[-1].strip(chr(34))}".lower()


request = json.load(sys.stdin)
answers = {}
for name, sql in request["queries"].items():
    try:
        answers[name] = columns_of(sql, request["dialect"], request["schema"])
    except Exception as error:  # what sqlglot cannot read is listed, not fatal
        answers[name] = {"error": f"{type(error).__name__}: {error}"}
json.dump(answers, sys.stdout)
