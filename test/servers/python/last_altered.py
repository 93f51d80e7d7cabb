"""When tables were last altered, as INFORMATION_SCHEMA.TABLES says: every statement that changes a table counts, and so does one that
writes to it and changes no row.

https://docs.snowflake.com/en/sql-reference/info-schema/tables
"""

import re
import threading
import time
from string import Template
from typing import Any

import fakesnow.info_schema

import dynamic_tables

KEPT = "_fs_global._fs_information_schema._last_altered"
PART = r'(?:"(?:[^"]|"")*"|[^\s;."(]+)'
NAME = rf"({PART}(?:\.{PART})*)"
WRITTEN = re.compile(
    rf"""\s*(?:
        insert(?:\s+overwrite)?\s+into | update | delete\s+from | merge\s+into | truncate(?:\s+table)?(?:\s+if\s+exists)? | copy\s+into
        | undrop\s+table | alter(?:\s+dynamic|\s+iceberg)?\s+table(?:\s+if\s+exists)? | comment(?:\s+if\s+exists)?\s+on\s+table
        | create(?:\s+or\s+replace)?(?:\s+secure)?\s+view | alter\s+view(?:\s+if\s+exists)?
        | create(?:\s+or\s+replace)?(?:\s+(?:transient|temporary|temp|local|global|volatile|dynamic|hybrid|iceberg))*\s+table
    )\s+(if\s+not\s+exists\s+)?{NAME}""",
    re.I | re.X,
)
COMMENTED_COLUMN = re.compile(rf"\s*comment\s+(?:if\s+exists\s+)?on\s+column\s+{NAME}", re.I)
OTHER = re.compile(rf"\s*alter\s+table\s+(?:if\s+exists\s+)?{NAME}\s+(?:rename\s+to|swap\s+with)\s+{NAME}", re.I)
ASKED = re.compile(r"\binformation_schema\"?\.\"?tables\b", re.I)

TRANSACTION = re.compile(r"\s*(begin|commit|rollback)\b", re.I)

RELATIONS = """select database_name, schema_name, table_name, estimated_size, 'BASE TABLE' as table_type from duckdb_tables
    union all select database_name, schema_name, view_name, null, 'VIEW' from duckdb_views where not internal"""

lock = threading.Lock()
# What each session has changed since its last BEGIN.
pending: dict[int, set[tuple[str, ...]]] = {}
altered: dict[tuple[str, ...], int] = {}
latest = 0


def install(instance: Any) -> None:
    instance.duck_conn.execute(f"create table {KEPT} (database_name text, schema_name text, name text, altered timestamptz)")
    view = fakesnow.info_schema.SQL_CREATE_INFORMATION_SCHEMA_TABLES_VIEW.template
    same = "upper({0}.database_name) = upper(tables.database_name) and upper({0}.schema_name) = upper(tables.schema_name) and upper({0}.name) = upper(tables.table_name)"
    at = f"coalesce((select max(a.altered) from {KEPT} a where {same.format('a')}), to_timestamp(0))"
    is_dynamic = f"case when exists (from {dynamic_tables.KEPT} d where {same.format('d')}) then 'YES' else 'NO' end"
    view = view.replace('to_timestamp(0)::timestamptz AS "LAST_ALTERED"', f'{at} AS "LAST_ALTERED"')
    view = view.replace("'NO' AS \"IS_DYNAMIC\"", f'{is_dynamic} AS "IS_DYNAMIC"')
    # Snowflake's view has views, too.
    view = view.replace("'BASE TABLE' AS \"TABLE_TYPE\"", 'tables.table_type AS "TABLE_TYPE"')
    view = view.replace("from duckdb_tables tables", f"from ({RELATIONS}) tables")
    fakesnow.info_schema.SQL_CREATE_INFORMATION_SCHEMA_TABLES_VIEW = Template(view)


def note(cursor: Any, command: str) -> None:
    """To be called once a statement has run. What a transaction has changed is another table once it is committed, too."""
    if TRANSACTION.match(command):
        for place in pending.pop(id(cursor._conn), []):
            move(place)
    if written := WRITTEN.match(command):
        names = [written[2]]
        if other := OTHER.match(command):
            names.append(other[2])
        for name in names:
            place = tuple(dynamic_tables.place_of(cursor, name))
            move(place, is_new=bool(written[1]))
            pending.setdefault(id(cursor._conn), set()).add(place)
    elif commented := COMMENTED_COLUMN.match(command):
        move(tuple(dynamic_tables.place_of(cursor, commented[1].rpartition(".")[0])))


def move(place: tuple[str, ...], is_new: bool = False) -> None:
    global latest
    key = tuple(part.upper() for part in place)
    with lock:
        if is_new and key in altered:
            return
        latest = max(latest + 1, time.time_ns() // 1_000_000)
        altered[key] = latest


def tell(cursor: Any, command: str) -> None:
    """To be called before a statement runs. A transaction writes to one database, so another connection writes the times."""
    if not ASKED.search(command):
        return
    with lock:
        connection = cursor._duck_conn.cursor()
        connection.execute("begin transaction")
        connection.execute(f"delete from {KEPT}")
        if altered:
            connection.executemany(
                f"insert into {KEPT} values (?, ?, ?, epoch_ms(?))", [[*place, at] for place, at in altered.items()]
            )
        connection.execute("commit")
        connection.close()
