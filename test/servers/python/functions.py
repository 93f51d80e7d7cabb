"""What fakesnow lacks of Snowflake's functions, as far as the tests need it."""

from typing import Any

import fakesnow.macros
import fakesnow.transforms
from sqlglot import exp

MACROS = """
create or replace macro {catalog}._split_to_table(input, separator) as table
    select hash(input) as "SEQ", e.i::bigint as "INDEX", e.v as "VALUE"
    from unnest(string_split(input, separator)) with ordinality as e(v, i);
create or replace macro {catalog}._date_trunc
    (part, x date) as cast(date_trunc(part, x) as date),
    (part, x timestamp) as date_trunc(part, x),
    (part, x timestamptz) as date_trunc(part, x);
create or replace macro {catalog}._array_contains(x, value) as
    case when value is not null and json_type(to_json(x)) = 'ARRAY'
        then list_contains(cast(to_json(x) as json[]), to_json(value)) end;
create or replace macro {catalog}._array_append(x, value) as
    case when x is not null then to_json(list_append(cast(to_json(x) as json[]), to_json(value))) end;
create or replace macro {catalog}._array_cat(x, y) as
    case when x is not null and y is not null
        then to_json(list_concat(cast(to_json(x) as json[]), cast(to_json(y) as json[]))) end;
create or replace macro {catalog}.is_object(x) as json_type(x) = 'OBJECT';
create or replace macro {catalog}.is_array(x) as json_type(x) = 'ARRAY';
create or replace macro {catalog}.as_double(x) as if(json_type(x) in ('DOUBLE', 'UBIGINT', 'BIGINT'), x::double, null);
"""

creation_sql = fakesnow.macros.creation_sql
flatten = fakesnow.transforms.flatten
array_agg = fakesnow.transforms.array_agg
array_construct_etc = fakesnow.transforms.array_construct_etc
implicit_cast = fakesnow.transforms.numeric_agg_implicit_cast


def install() -> None:
    fakesnow.macros.creation_sql = with_macros
    fakesnow.transforms.flatten = as_macros
    fakesnow.transforms.numeric_agg_implicit_cast = exact_sum
    fakesnow.transforms.array_construct_etc = any_array
    fakesnow.transforms.array_agg = array_of_none


def with_macros(catalog: str) -> str:
    return f"{creation_sql(catalog)}{MACROS.format(catalog=catalog)}"


def as_macros(expression: Any) -> Any:
    if isinstance(expression, (exp.Lateral, exp.TableFromRows)) and isinstance(expression.this, exp.SplitToTable):
        call = exp.Anonymous(this="_split_to_table", expressions=[expression.this.this, expression.this.expression])
        return exp.Table(this=call, alias=expression.args.get("alias"))
    # An ARRAY is JSON here, wherever it is made and looked into.
    if isinstance(expression, exp.ArrayContains):
        return exp.Anonymous(this="_array_contains", expressions=[expression.this, expression.expression])
    if isinstance(expression, exp.ArrayAppend):
        return exp.Anonymous(this="_array_append", expressions=[expression.this, expression.expression])
    if isinstance(expression, exp.ArrayConcat):
        return exp.Anonymous(this="_array_cat", expressions=[expression.this, *expression.expressions])
    # PARSE_JSON of white space is NULL.
    if isinstance(expression, exp.ParseJSON) and not isinstance(expression.this, exp.Nullif):
        blank = exp.Literal.string(" \t\n\r")
        text = exp.Nullif(this=exp.Trim(this=expression.this, expression=blank), expression=exp.Literal.string(""))
        return exp.ParseJSON(this=text, safe=expression.args.get("safe"))
    # What is cut off a DATE leaves a DATE; DuckDB makes a TIMESTAMP of it.
    if isinstance(expression, (exp.DateTrunc, exp.TimestampTrunc)) and isinstance(expression.this, exp.Column):
        return exp.Anonymous(this="_date_trunc", expressions=[exp.Literal.string(expression.unit.name), expression.this])
    return flatten(expression)


def any_array(expression: Any) -> Any:
    """fakesnow makes JSON of ARRAY_CONSTRUCT only where it has no alias. The lists of its own OBJECT_CONSTRUCT stay lists."""
    if isinstance(expression, exp.Array) and not isinstance(expression.parent, exp.Anonymous):
        return exp.Anonymous(this="json_array", expressions=expression.expressions)
    return array_construct_etc(expression)


def array_of_none(expression: Any) -> Any:
    """ARRAY_AGG of nothing is an empty array in Snowflake, and NULL in DuckDB."""
    result = array_agg(expression)
    if result is expression:
        return expression
    return exp.Coalesce(this=result, expressions=[exp.cast(exp.Literal.string("[]"), "json")])


def exact_sum(expression: Any) -> Any:
    """Snowflake adds up decimals exactly; fakesnow would make doubles of them first, for the sake of text."""
    if not isinstance(expression, exp.Sum):
        return implicit_cast(expression)
    argument = expression.this
    result = implicit_cast(expression)
    expression.set("this", argument)
    return result
