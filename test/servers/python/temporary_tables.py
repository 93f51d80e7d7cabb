"""Temporary tables of a session, as in Snowflake: in any schema, hiding a table of the same name, seen by no other session and
gone with theirs. Each is a plain table of the server, in a schema that only its session's statements are led to."""

import re
from typing import Any

PART = r'(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)'
FULL_NAME = re.compile(rf"{PART}(?:\.{PART})*")
CREATE = re.compile(rf"^\s*create\s+(or\s+replace\s+)?temp(?:orary)?\s+table\s+(if\s+not\s+exists\s+)?({PART}(?:\.{PART})*)", re.I)
DROP = re.compile(rf"^\s*drop\s+table\s+(?:if\s+exists\s+)?({PART}(?:\.{PART})*)", re.I)
TEXT = re.compile(r"'(?:[^'\\]|''|\\.)*'")

# What each session has, by its connection: the place of a table, and the name that it really has.
tables: dict[int, dict[tuple[str, ...], str]] = {}


def rewrite(cursor: Any, command: str) -> str:
    """The statement with the session's own tables in it."""
    own = tables.get(id(cursor._conn), {})
    if created := CREATE.match(command):
        place = place_of(cursor, created[3])
        own = tables.setdefault(id(cursor._conn), {})
        schema = f"_TEMPORARY_{id(cursor._conn)}"
        cursor._duck_conn.execute(f'create schema if not exists "{place[0]}"."{schema}"')
        own[place] = f'"{place[0]}"."{schema}"."{place[1]}${place[2]}"'
        command = f"create {created[1] or ''}table {created[2] or ''}{created[3]}{command[created.end() :]}"
    if not own:
        return command
    rewritten = outside_of_text(command, lambda part: FULL_NAME.sub(lambda name: replaced(cursor, name[0], own), part))
    if (dropped := DROP.match(command)) and (place := place_of(cursor, dropped[1])) in own:
        del own[place]
    return rewritten


def replaced(cursor: Any, name: str, own: dict[tuple[str, ...], str]) -> str:
    return own.get(place_of(cursor, name), name)


def outside_of_text(command: str, change: Any) -> str:
    parts, at = [], 0
    for text in TEXT.finditer(command):
        parts += [change(command[at : text.start()]), text[0]]
        at = text.end()
    return "".join([*parts, change(command[at:])])


def end_session(connection: Any) -> None:
    """Drops what a session leaves."""
    for database in {place[0] for place in tables.pop(id(connection), {})}:
        connection._duck_conn.execute(f'drop schema if exists "{database}"."_TEMPORARY_{id(connection)}" cascade')


def place_of(cursor: Any, name: str) -> tuple[str, ...]:
    parts = [unquoted(part) for part in re.findall(PART, name)]
    return tuple([cursor._conn.database, cursor._conn.schema, ""][: 3 - len(parts)] + parts)


def unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.upper()
