"""What fakesnow lacks of Snowflake's functions, as far as the tests need it."""

from typing import Any

import fakesnow.macros
import fakesnow.transforms
from sqlglot import exp

SPLIT_TO_TABLE = """
create or replace macro {catalog}._split_to_table(input, separator) as table
    select hash(input) as "SEQ", e.i::bigint as "INDEX", e.v as "VALUE"
    from unnest(string_split(input, separator)) with ordinality as e(v, i)
"""

macros = fakesnow.macros.creation_sql
flatten = fakesnow.transforms.flatten


def install() -> None:
    fakesnow.macros.creation_sql = with_split_to_table
    fakesnow.transforms.flatten = table_functions


def with_split_to_table(catalog: str) -> str:
    return f"{macros(catalog)}{SPLIT_TO_TABLE.format(catalog=catalog)};"


def table_functions(expression: Any) -> Any:
    if isinstance(expression, (exp.Lateral, exp.TableFromRows)) and isinstance(expression.this, exp.SplitToTable):
        call = exp.Anonymous(this="_split_to_table", expressions=[expression.this.this, expression.this.expression])
        return exp.Table(this=call, alias=expression.args.get("alias"))
    return flatten(expression)
