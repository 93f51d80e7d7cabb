"""Parses the compiled SQL of manifests with sqlglot, in the dialect that each names, and prints how much there is and what it
does not understand."""

import json
import logging
import sys

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

logging.getLogger("sqlglot").setLevel(logging.ERROR)

answers = []
for file in sys.argv[1:]:
    with open(file) as text:
        manifest = json.load(text)
    dialect = manifest["metadata"]["adapter_type"]
    compiled = {id: node["compiled_code"] for id, node in manifest["nodes"].items() if node.get("compiled_code")}
    refused = {}
    for id, sql in compiled.items():
        try:
            parsed = sqlglot.parse(sql, read=dialect)
            if len(parsed) != 1 or parsed[0].find(exp.Command):
                refused[id] = sql
        except SqlglotError as error:
            refused[id] = str(error)
    answers.append({"dialect": dialect, "queries": len(compiled), "refused": refused})
print(json.dumps(answers))
