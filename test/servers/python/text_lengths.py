"""Lengths of text columns. In Snowflake a column of CREATE TABLE … AS has the length that its expression has: a literal's own, the
longest of a CASE, the sum of a concatenation. A longer text is an error then, which DuckDB does not know.

- https://docs.snowflake.com/en/sql-reference/data-types-text
- https://docs.snowflake.com/en/sql-reference/sql/create-table
"""

from collections.abc import Callable, Iterable
from typing import Any

import snowflake.connector.errors
import sqlglot
from sqlglot import exp

import short_ways

Place = tuple[str, str, str]
# A column's length; None where it is unlimited or no text.
Column = tuple[str, int | None]
Sources = dict[str, dict[str, int]]

# The limited columns of each table and view.
lengths: dict[Place, dict[str, int]] = {}

TEXT_TYPES = {exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.CHAR, exp.DataType.Type.NVARCHAR}
SAME_LENGTH = (exp.Upper, exp.Lower, exp.Trim, exp.Max, exp.Min, exp.AnyValue, exp.Paren, exp.Alias)


def run(cursor: Any, command: str, execute: Callable[[], Any]) -> Any:
    """Runs a statement as Snowflake would: a text that is too long changes nothing and is an error."""
    statement = parsed(command)
    target = written_table(statement)
    place = place_of(cursor, target) if target is not None else None
    if place is None or not lengths.get(place):
        result = execute()
        if statement is not None:
            note(cursor, statement)
        return result
    # A MERGE of fakesnow writes to a catalog of its own, which no transaction can hold besides: its rows stay changed.
    own = not isinstance(statement, exp.Merge) and begin(cursor)
    try:
        result = execute()
        refuse_too_long(cursor, place)
    except Exception:
        if own:
            cursor._duck_conn.execute("rollback")
        raise
    if own:
        cursor._duck_conn.execute("commit")
    return result


def parsed(command: str) -> exp.Expression | None:
    start = command.lstrip()[:8].lower()
    if not start.startswith(("create", "insert", "merge", "update", "drop", "alter")):
        return None
    try:
        return short_ways.parsed(command)
    except sqlglot.errors.SqlglotError:
        return None


def written_table(statement: exp.Expression | None) -> exp.Table | None:
    if not isinstance(statement, (exp.Insert, exp.Merge, exp.Update)):
        return None
    target = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    return target if isinstance(target, exp.Table) else None


def begin(cursor: Any) -> bool:
    """Begins a transaction, unless the session has one: BEGIN would abort it."""
    if transaction(cursor) == transaction(cursor):
        return False
    cursor._duck_conn.execute("begin transaction")
    return True


def transaction(cursor: Any) -> Any:
    """The number of the transaction, which is another for each statement outside of one."""
    return cursor._duck_conn.execute("select txid_current()").fetchone()


def refuse_too_long(cursor: Any, place: Place) -> None:
    for column, most in lengths[place].items():
        table = ".".join(f'"{part}"' for part in place)
        found = cursor._duck_conn.execute(f'select "{column}" from {table} where length("{column}") > {most} limit 1').fetchone()
        if found:
            message = f"String '{found[0]}' is too long and would be truncated"
            raise snowflake.connector.errors.ProgrammingError(msg=message, errno=100078, sqlstate="22000")


def note(cursor: Any, statement: exp.Expression) -> None:
    """Keeps what a statement says of lengths."""
    if isinstance(statement, exp.Create) and statement.kind in ("TABLE", "VIEW"):
        schema = statement.this if isinstance(statement.this, exp.Schema) else None
        place = place_of(cursor, schema.this if schema else statement.this)
        names = [item.name.upper() for item in schema.expressions] if schema else []
        query = statement.expression
        clone = statement.args.get("clone")
        if clone is not None:
            lengths[place] = dict(lengths.get(place_of(cursor, clone.this), {}))
        elif isinstance(query, exp.Query):
            columns = columns_of(cursor, query, {})
            named = zip(names, [size for _, size in columns]) if names else columns
            lengths[place] = {name: size for name, size in named if size is not None}
        elif schema:
            lengths[place] = declared(schema.find_all(exp.ColumnDef))
    elif isinstance(statement, exp.Drop) and isinstance(statement.this, exp.Table):
        lengths.pop(place_of(cursor, statement.this), None)
    elif isinstance(statement, exp.Alter) and isinstance(statement.this, exp.Table):
        alter(cursor, statement)


def alter(cursor: Any, statement: exp.Alter) -> None:
    place = place_of(cursor, statement.this)
    for action in statement.args.get("actions") or []:
        if isinstance(action, exp.AlterRename):
            lengths[place_of(cursor, action.this)] = lengths.pop(place, {})
        elif isinstance(action, exp.ColumnDef):
            lengths.setdefault(place, {}).update(declared([action]))
        elif isinstance(action, exp.AlterColumn) and isinstance(action.args.get("dtype"), exp.DataType):
            size = size_of(action.args["dtype"])
            lengths.setdefault(place, {}).pop(action.name.upper(), None)
            if size is not None:
                lengths[place][action.name.upper()] = size


def swap(one: Place, other: Place) -> None:
    lengths[one], lengths[other] = lengths.get(other, {}), lengths.get(one, {})


def declared(columns: Iterable[exp.ColumnDef]) -> dict[str, int]:
    sizes = {column.name.upper(): size_of(column.args.get("kind")) for column in columns}
    return {name: size for name, size in sizes.items() if size is not None}


def size_of(kind: Any) -> int | None:
    if not isinstance(kind, exp.DataType) or kind.this not in TEXT_TYPES or not kind.expressions:
        return None
    return int(kind.expressions[0].name)


def columns_of(cursor: Any, query: exp.Expression, ctes: Sources) -> list[Column]:
    """A query's columns with their lengths."""
    query = query.unnest() if isinstance(query, exp.Subquery) else query
    with_ = query.args.get("with_") or query.args.get("with")
    ctes = dict(ctes)
    for cte in with_.expressions if with_ else []:
        ctes[cte.alias.upper()] = limited(columns_of(cursor, cte.this, ctes))
    if isinstance(query, exp.SetOperation):
        left, right = columns_of(cursor, query.left, ctes), columns_of(cursor, query.right, ctes)
        return [(name, longest([size, other])) for (name, size), (_, other) in zip(left, right)]
    if not isinstance(query, exp.Select):
        return []
    sources = sources_of(cursor, query, ctes)
    columns: list[Column] = []
    for item in query.expressions:
        if isinstance(item, exp.Star):
            columns += [column for source in sources.values() for column in source.items()]
        else:
            columns.append((item.alias_or_name.upper(), length_of(cursor, item, sources, ctes)))
    return columns


def sources_of(cursor: Any, query: exp.Select, ctes: Sources) -> Sources:
    items = [query.args.get("from_") or query.args.get("from"), *(query.args.get("joins") or [])]
    return {item.this.alias_or_name.upper(): source_of(cursor, item.this, ctes) for item in items if item is not None}


def source_of(cursor: Any, item: exp.Expression, ctes: Sources) -> dict[str, int]:
    if isinstance(item, exp.Table):
        if not item.db and item.name.upper() in ctes:
            return ctes[item.name.upper()]
        return lengths.get(place_of(cursor, item), {})
    return limited(columns_of(cursor, item, ctes)) if isinstance(item, exp.Subquery) else {}


def limited(columns: Iterable[Column]) -> dict[str, int]:
    return {name: size for name, size in columns if size is not None}


def longest(sizes: Iterable[int | None]) -> int | None:
    known = list(sizes)
    return None if None in known else max(known, default=None)  # type: ignore[type-var]


def length_of(cursor: Any, item: Any, sources: Sources, ctes: Sources) -> int | None:
    def of(child: Any) -> int | None:
        return length_of(cursor, child, sources, ctes)

    if isinstance(item, exp.Literal):
        return len(item.this) if item.is_string else None
    if isinstance(item, exp.Null):
        return 0
    if isinstance(item, exp.Column):
        found = sources.get(item.table.upper(), {}) if item.table else {k: v for one in sources.values() for k, v in one.items()}
        return found.get(item.name.upper())
    if isinstance(item, (exp.Cast, exp.TryCast)):
        return size_of(item.to)
    if isinstance(item, exp.Case):
        default = item.args.get("default")
        return longest([*[of(branch.args["true"]) for branch in item.args["ifs"]], of(default) if default else 0])
    if isinstance(item, exp.If):
        otherwise = item.args.get("false")
        return longest([of(item.args["true"]), of(otherwise) if otherwise else 0])
    if isinstance(item, exp.Coalesce):
        return longest([of(item.this), *[of(child) for child in item.expressions]])
    if isinstance(item, (exp.Concat, exp.DPipe)):
        parts = item.expressions if isinstance(item, exp.Concat) else [item.left, item.right]
        sizes = [of(part) for part in parts]
        return None if None in sizes else sum(sizes)  # type: ignore[arg-type]
    if isinstance(item, SAME_LENGTH):
        return of(item.this)
    if isinstance(item, exp.Subquery):
        return next((size for _, size in columns_of(cursor, item, ctes)), None)
    return None


def place_of(cursor: Any, table: exp.Expression) -> Place:
    catalog = table.args.get("catalog")
    parts = [catalog.name if catalog else cursor._conn.database, table.args["db"].name if table.args.get("db") else cursor._conn.schema, table.name]
    return tuple(str(part).upper() for part in parts)  # type: ignore[return-value]
