"""Dynamic tables: plain tables of the server, with what SHOW DYNAMIC TABLES tells of them. Nothing refreshes them."""

import re
from typing import Any

import fakesnow.transforms.show as show
import snowflake.connector.errors

KEPT = "_fs_global._fs_information_schema._dynamic_tables"
NAME = r'((?:"(?:[^"]|"")+"|[^\s;.(])+(?:\.(?:"(?:[^"]|"")+"|[^\s;.(])+)*)'
LAG = r"target_lag\s*=\s*(?:'([^']*)'|(downstream))"
WAREHOUSE = r'warehouse\s*=\s*("(?:[^"]|"")+"|\w+)'
ALTER = re.compile(rf"\s*alter\s+dynamic\s+table\s+{NAME}\s+set\s+{LAG}\s*,?\s*{WAREHOUSE}\s*;?\s*$", re.I)
CREATE = re.compile(rf"\s*create\s+(?:or\s+replace\s+)?(?:transient\s+)?dynamic\s+table\s+{NAME}\s(.*?)\bas\s", re.I | re.S)
COMMENT = re.compile(r"\bcomment\s*=\s*'(?:[^'\\]|''|\\.)*'", re.I)
OTHER = re.compile(rf"\s*create\s+or\s+replace\s+(?:transient\s+|secure\s+)*(table|view)\s+{NAME}", re.I)
DROP = re.compile(rf"\s*drop\s+dynamic\s+table\s+(?:if\s+exists\s+)?{NAME}", re.I)
SHOW = re.compile(rf"\s*show\s+dynamic\s+tables\s+in\s+schema\s+{NAME}", re.I)
SUCCESS = "select 'Statement executed successfully.' as \"status\""


def install(instance: Any) -> None:
    """SHOW OBJECTS says of a table whether it is a dynamic one, its comment, its rows and a size; 0 of a view."""
    instance.duck_conn.execute(
        f"create table {KEPT} (database_name text, schema_name text, name text, target_lag text, warehouse text, text text)"
    )
    objects = show.SQL_CREATE_VIEW_SHOW_OBJECTS.replace("view if not exists", "or replace view")
    is_dynamic = f"""case when exists (from {KEPT} d where d.database_name = table_catalog
        and d.schema_name = table_schema and d.name = table_name) then 'Y' else 'N' end as is_dynamic"""
    comment = """coalesce((select ext.comment from _fs_global._fs_information_schema._fs_tables_ext ext
        where ext_table_catalog = table_catalog and ext_table_schema = table_schema and ext_table_name = table_name),
        '') as comment"""
    size = """coalesce((select t.estimated_size from duckdb_tables() t where t.database_name = table_catalog
        and t.schema_name = table_schema and t.table_name = information_schema.tables.table_name), 0)"""
    objects = objects.replace("'N' as is_dynamic", is_dynamic).replace("'' as comment", comment)
    objects = objects.replace("0 as rows", f"{size} as rows").replace("0 as bytes", f"1024 * {size} as bytes")
    instance.duck_conn.execute(objects)


def rewrite(cursor: Any, command: str) -> str:
    """The statement for a server that has plain tables only. What it says of a dynamic table is kept."""
    run = cursor._duck_conn.execute
    if created := CREATE.match(command):
        place = place_of(cursor, created[1])
        refuse_other(run, place)
        forget(run, place)
        options = created[2]
        lag = re.search(LAG, options, re.I)
        run(f"insert into {KEPT} values (?, ?, ?, ?, ?, ?)", [*place, *refresh(lag[1] or lag[2], options), command])
        comment = COMMENT.search(options)
        return f"create or replace table {created[1]} {comment[0] if comment else ''} as {command[created.end() :]}"
    if altered := ALTER.match(command):
        lag, warehouse = refresh(altered[2] or altered[3], command)
        where = "where database_name = ? and schema_name = ? and name = ?"
        run(f"update {KEPT} set target_lag = ?, warehouse = ? {where}", [lag, warehouse, *place_of(cursor, altered[1])])
        return SUCCESS
    if dropped := DROP.match(command):
        forget(run, place_of(cursor, dropped[1]))
        return f"drop table if exists {dropped[1]}"
    if other := OTHER.match(command):
        place = place_of(cursor, other[2])
        if is_dynamic(run, place):
            raise already_exists(place[2], "DYNAMIC_TABLE")
    if shown := SHOW.match(command):
        return shown_tables(run, place_of(cursor, f"{shown[1]}.X")[:2])
    return re.sub(r"^(\s*alter\s+)dynamic\s+table\s", r"\1table ", command, flags=re.I)


def refresh(lag: str, options: str) -> tuple[str, str]:
    warehouse = unquoted(re.search(WAREHOUSE, options, re.I)[1])
    return ("DOWNSTREAM" if lag.lower() == "downstream" else lag), warehouse


def shown_tables(run: Any, schema: list[str]) -> str:
    found = run(f"from {KEPT} where database_name = ? and schema_name = ? order by name", schema).fetchall()
    columns = ["database_name", "schema_name", "name", "target_lag", "warehouse", "text"]
    rows = [", ".join(f"{literal(value)} as \"{column}\"" for column, value in zip(columns, row)) for row in found]
    none = ", ".join(f"'' as \"{column}\"" for column in columns)
    return " union all ".join(f"select {row}" for row in rows) or f"select {none} where false"


def literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def refuse_other(run: Any, place: list[str]) -> None:
    """As Snowflake: OR REPLACE does not put a dynamic table in the place of another kind."""
    where = "table_catalog = ? and table_schema = ? and table_name = ?"
    found = run(f"select table_type from information_schema.tables where {where}", place).fetchone()
    if found and not is_dynamic(run, place):
        raise already_exists(place[2], "VIEW" if found[0] == "VIEW" else "TABLE")


def already_exists(name: str, kind: str) -> Exception:
    message = f"SQL compilation error:\nObject '{name}' already exists as {kind}"
    return snowflake.connector.errors.ProgrammingError(msg=message, errno=2002, sqlstate="42710")


def is_dynamic(run: Any, place: list[str]) -> bool:
    where = "database_name = ? and schema_name = ? and name = ?"
    return run(f"from {KEPT} where {where}", place).fetchone() is not None


def forget(run: Any, place: list[str]) -> None:
    run(f"delete from {KEPT} where database_name = ? and schema_name = ? and name = ?", place)


def place_of(cursor: Any, name: str) -> list[str]:
    parts = [unquoted(part) for part in re.findall(r'"(?:[^"]|"")+"|[^.]+', name)]
    return [cursor._conn.database, cursor._conn.schema, ""][: 3 - len(parts)] + parts


def unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.upper()
