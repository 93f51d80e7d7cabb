"""What Snowflake's compiler and optimizer refuse and DuckDB runs: windows without an order, and subqueries that use columns
of the query around them where Snowflake cannot turn them into joins. And what Snowflake takes, but no view may have: an
order of NULL that each session that reads it decides. Written from Snowflake's documentation:

- https://docs.snowflake.com/en/sql-reference/functions-window-syntax and each function's page
- https://docs.snowflake.com/en/user-guide/querying-subqueries
- https://docs.snowflake.com/en/sql-reference/operators-subquery
- https://docs.snowflake.com/en/sql-reference/parameters#default-null-ordering
"""

import re
from collections.abc import Iterator
from typing import Any

import snowflake.connector.errors
import sqlglot
from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake

import short_ways

MAY_BE_REFUSED = re.compile(r"\bover\s*\(|\(\s*(?:select|with)\b", re.I)

NEED_ORDER = {
    *["ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG", "LEAD"],
    *["FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"],
}
TAKE_NO_ORDER = {
    *["MEDIAN", "LISTAGG", "ANY_VALUE", "APPROX_COUNT_DISTINCT", "HLL", "BOOLAND_AGG", "BOOLOR_AGG", "MODE"],
    *["PERCENTILE_CONT", "PERCENTILE_DISC"],
}


EVALUATED_LATER = re.compile(
    r"\s*create\s[^(]*?\b(?:view|dynamic\s+table)\b.*?\bas\s+(?=(?:select|with)\b|\()(?P<query>.*\border\s+by\b.*)", re.I | re.S
)


class NullIsLeast(Snowflake):
    """SQL as sessions with DEFAULT_NULL_ORDERING = 'FIRST' read it."""

    NULL_ORDERING = "nulls_are_small"


def check(command: str) -> None:
    """Raises what Snowflake would raise."""
    check_null_order(command)
    if not MAY_BE_REFUSED.search(command):
        return
    try:
        statement = short_ways.parsed(command)
    except sqlglot.errors.SqlglotError:
        return
    for window in statement.find_all(exp.Window):
        check_window(window)
    if not valid(statement, frozenset(), "value"):
        refuse("Unsupported subquery type cannot be evaluated", 2031)


def check_null_order(command: str) -> None:
    """Refuses views and dynamic tables whose rows follow DEFAULT_NULL_ORDERING; percentiles leave NULL out, and SEQ8() has none."""
    found = EVALUATED_LATER.match(command)
    if not found:
        return
    try:
        last, first = (list(orders(found["query"], dialect)) for dialect in (Snowflake, NullIsLeast))
    except sqlglot.errors.SqlglotError:
        return
    for order, other in zip(last, first, strict=True):
        is_number = order.this.sql(dialect="snowflake").upper().startswith("SEQ")
        if not is_number and order.args.get("nulls_first") != other.args.get("nulls_first"):
            refuse(f"the order of NULL in [{order.sql(dialect='snowflake')}] follows DEFAULT_NULL_ORDERING", 1003)


def orders(query: str, dialect: type[Snowflake]) -> Iterator[exp.Ordered]:
    for order in sqlglot.parse_one(query, read=dialect).find_all(exp.Ordered):
        group = order.find_ancestor(exp.WithinGroup, exp.Window, exp.Select)
        if not (isinstance(group, exp.WithinGroup) and isinstance(group.this, (exp.PercentileCont, exp.PercentileDisc))):
            yield order


def check_window(window: exp.Window) -> None:
    function = window.this
    while isinstance(function, (exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
        function = function.this
    name = function.sql(dialect="snowflake").split("(")[0].upper()
    is_ordered = window.args.get("order") is not None
    if name in NEED_ORDER and not is_ordered:
        refuse(f"Window function type [{name}] requires ORDER BY in window specification", 2303)
    if is_ordered and (name in TAKE_NO_ORDER or isinstance(function.this, exp.Distinct)):
        refuse(f"invalid window function [{name}]: it takes no ORDER BY", 2303)


def refuse(message: str, errno: int) -> None:
    text = f"SQL compilation error:\n{message}"
    raise snowflake.connector.errors.ProgrammingError(msg=text, errno=errno, sqlstate="42601")


Names = frozenset[str]


def valid(node: exp.Expression, outer: Names, place: str) -> bool:
    """Whether or not Snowflake can compute every subquery in a node."""
    if isinstance(node, exp.Select):
        return valid_select(node, outer)
    if isinstance(node, (exp.Update, exp.Delete, exp.Merge)):
        names = outer | sources(node)
        return all(
            valid(child, names, "set" if key == "expressions" and isinstance(node, exp.Update) else "value")
            for key, child in children(node)
        )
    if isinstance(node, exp.Where):
        return valid(node.this, outer, "where")
    if isinstance(node, exp.Paren):
        return valid(node.this, outer, place)
    if isinstance(node, exp.And):
        return all(valid(child, outer, place) for _, child in children(node))
    if isinstance(node, exp.Not) and place == "where":
        return valid(node.this, outer, place)
    if isinstance(node, (exp.Exists, exp.In)):
        query = node.this if isinstance(node, exp.Exists) else node.args.get("query")
        select = query.unnest() if query is not None else None
        if isinstance(select, exp.Select) and correlated(select, outer):
            if place != "where" or has_limit(select) or flattens(select, outer):
                return False
        return all(valid_within(child, outer) for _, child in children(node))
    if isinstance(node, exp.Subquery):
        select = node.unnest()
        if isinstance(select, exp.Select) and correlated(select, outer):
            if place == "set" or has_limit(select) or flattens(select, outer) or not is_one_row(select):
                return False
        return valid_within(node, outer)
    inner = "set" if place == "set" else "value"
    return all(valid(child, outer, inner) for _, child in children(node))


def valid_within(node: exp.Expression, outer: Names) -> bool:
    """The same of a query that has been looked at itself."""
    select = node.unnest() if isinstance(node, exp.Subquery) else node
    return valid_select(select, outer) if isinstance(select, exp.Select) else valid(select, outer, "value")


def valid_select(select: exp.Select, outer: Names) -> bool:
    names = outer | sources(select)
    for key, child in children(select):
        if isinstance(child, (exp.From, exp.Join)):
            is_lateral = isinstance(child.this, exp.Lateral)
            query = child.this.this if is_lateral else child.this
            inner = query.unnest() if isinstance(query, exp.Subquery) else query
            if is_lateral and isinstance(inner, exp.Select) and has_limit(inner) and correlated(inner, names):
                return False
            if isinstance(inner, exp.Query) and not valid(inner, names if is_lateral else outer, "value"):
                return False
            if child.args.get("on") is not None and not valid(child.args["on"], names, "value"):
                return False
        elif not valid(child, outer if key in ("with", "with_") else names, "value"):
            return False
    return True


def children(node: exp.Expression) -> Iterator[tuple[str, exp.Expression]]:
    for key, value in node.args.items():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, exp.Expression):
                yield key, child


def sources(node: exp.Expression) -> Names:
    """The names that a query's FROM and joins give to their tables."""
    names: set[str] = set()
    for key, child in children(node):
        if isinstance(child, (exp.From, exp.Join)):
            names.add(child.this.alias_or_name.upper())
        elif key in ("this", "using", "laterals") and isinstance(child, (exp.Table, exp.Subquery, exp.Lateral)):
            names.add(child.alias_or_name.upper())
    return frozenset(names - {""})


def correlated(node: exp.Expression, outer: Names) -> bool:
    if isinstance(node, exp.Column):
        return node.table.upper() in outer
    if isinstance(node, exp.Select):
        outer = outer - sources(node)
    return any(correlated(child, outer) for _, child in children(node))


def flattens(select: exp.Select, outer: Names) -> bool:
    return any(correlated(found, outer) for found in select.find_all(exp.Lateral, exp.TableFromRows, exp.Explode))


def has_limit(select: Any) -> bool:
    return any(select.args.get(clause) is not None for clause in ("limit", "offset", "fetch"))


def is_one_row(select: exp.Select) -> bool:
    """An aggregate without groups gives one row, whatever there is."""
    return select.args.get("group") is None and any(aggregates(item) for item in select.expressions)


def aggregates(node: exp.Expression) -> bool:
    if isinstance(node, exp.Window) or isinstance(node, exp.Query):
        return False
    return isinstance(node, exp.AggFunc) or any(aggregates(child) for _, child in children(node))
