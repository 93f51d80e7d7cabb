"""The comment of a table goes where the table goes: fakesnow keeps it by name."""

import re
from typing import Any

PART = r'(?:"(?:[^"]|"")*"|[^\s;."]+)'
NAME = rf"({PART}(?:\.{PART})*)"
KEPT = "_fs_global._fs_information_schema._fs_tables_ext"
CREATED = re.compile(
    rf"\s*create\s+or\s+replace\s+(?:(?:transient|temporary|temp|secure|dynamic)\s+)*(?:table|view)\s+{NAME}", re.I
)
CLONED = re.compile(rf"\s*create\s[^'\"]*\btable\s+{NAME}\s+clone\s+{NAME}", re.I)
DROPPED = re.compile(rf"\s*drop\s+(?:dynamic\s+)?(?:table|view)\s+(?:if\s+exists\s+)?{NAME}\s*;?\s*$", re.I)
RENAMED = re.compile(rf"\s*alter\s+table\s+(?:if\s+exists\s+)?{NAME}\s+rename\s+to\s+{NAME}\s*;?\s*$", re.I)
WHERE = "where ext_table_catalog = ? and ext_table_schema = ? and ext_table_name = ?"


def before(run: Any, place_of: Any, command: str) -> Any:
    """What is to be done once the statement has run. A table that is made again has no comment of the one before."""
    if cloned := CLONED.match(command):
        comment = comment_of(run, place_of(cloned[2]))
        return lambda: write(run, place_of(cloned[1]), comment)
    if renamed := RENAMED.match(command):
        comment = comment_of(run, place_of(renamed[1]))

        def move() -> None:
            write(run, place_of(renamed[1]), None)
            write(run, place_of(renamed[2]), comment)

        return move
    if created := CREATED.match(command):
        write(run, place_of(created[1]), None)
    elif dropped := DROPPED.match(command):
        return lambda: write(run, place_of(dropped[1]), None)
    return None


def comment_of(run: Any, place: list[str]) -> str | None:
    found = run(f"select comment from {KEPT} {WHERE}", place).fetchone()
    return found[0] if found else None


def write(run: Any, place: list[str], comment: str | None) -> None:
    run(f"delete from {KEPT} {WHERE}", place)
    if comment:
        run(f"insert into {KEPT} values (?, ?, ?, ?)", [*place, comment])
