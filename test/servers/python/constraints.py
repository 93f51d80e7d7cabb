"""Constraints of tables by the grammar of Snowflake's manual, and which table has which. None of them is enforced: what kerros
declares has to hold already.

- https://docs.snowflake.com/en/sql-reference/sql/create-table-constraint
- https://docs.snowflake.com/en/sql-reference/sql/alter-table
- https://docs.snowflake.com/en/sql-reference/sql/drop-table: foreign keys to a table that is dropped go with it

`SHOW CONSTRAINTS IN TABLE t` is the server's own: one row for each, `text`.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import protection
import table_comments
from protection import Place, Words, error, nothing

ALTERED = re.compile(
    rf"\s*alter\s+table\s+{table_comments.NAME}\s+(?:add\s+(?:constraint|primary|unique|foreign|check)|"
    r"drop\s+(?:constraint|primary|unique|foreign)|modify\s+column\s+\S+\s+(?:set|drop)\s+not\s+null)\b",
    re.I,
)
SHOWN = re.compile(rf"\s*show\s+constraints\s+in\s+table\s+{table_comments.NAME}\s*;?\s*$", re.I)
SUCCESS = protection.SUCCESS


@dataclass
class Constraint:
    kind: str
    columns: list[str]
    name: str = ""
    to: Place = ()
    to_columns: tuple[str, ...] = ()
    rely: bool = False
    condition: str = ""

    @property
    def text(self) -> str:
        target = f" references {self.to[-1]} ({', '.join(self.to_columns)})" if self.to else ""
        what = f" {self.name} {self.condition}" if self.kind == "check" else f" ({', '.join(self.columns)})"
        return f"{self.kind}{what}{target}{' rely' if self.rely else ''}"


constraints: dict[Place, list[Constraint]] = {}


def rewrite(cursor: Any, command: str) -> tuple[str, Callable[[], None]]:
    """The statement without what fakesnow does not know, and what is to be noted once it has run."""
    if shown := SHOWN.match(command):
        rows = sorted(one.text for one in constraints.get(place(cursor, shown[1]), []))
        values = " union all ".join(f"select '{text.replace(chr(39), chr(39) * 2)}' as \"text\"" for text in rows)
        return values or "select '' as \"text\" where false", nothing
    if ALTERED.match(command):
        return altered(cursor, command)
    if match := table_comments.RENAMED.match(command):
        return command, lambda: move(place(cursor, match[1]), place(cursor, match[2]))
    if match := table_comments.CLONED.match(command):
        return command, lambda: copy(place(cursor, match[1]), place(cursor, match[2]))
    if match := table_comments.DROPPED.match(command) or protection.CREATED.match(command):
        return command, lambda: forget(place(cursor, match[1]))
    return command, nothing


def place(cursor: Any, name: str) -> Place:
    return tuple(protection.place_of(cursor, name))


def forget(gone: Place) -> None:
    """The foreign keys of other tables to it go too."""
    constraints.pop(gone, None)
    for all_of in constraints.values():
        all_of[:] = [one for one in all_of if one.to != gone]


def move(one: Place, other: Place) -> None:
    constraints[other] = constraints.pop(one, [])
    for all_of in constraints.values():
        for constraint in all_of:
            if constraint.to == one:
                constraint.to = other


def copy(one: Place, other: Place) -> None:
    forget(one)
    constraints[one] = deepcopy(constraints.get(other, []))


def altered(cursor: Any, command: str) -> tuple[str, Callable[[], None]]:
    words = Words(command)
    words.expect("alter", "table")
    at = protection.full(cursor, words.name())
    if cursor._duck_conn.execute(f"select 1 from {quoted(at)} limit 0") is None:
        words.refuse()
    before = constraints.setdefault(at, [])
    if words.take("add"):
        added = [read(cursor, words)]
        words.end()
        refuse_wrong(at, before, added[0])
        return SUCCESS, lambda: before.extend(added)
    if words.take("drop"):
        wanted = dropped(words)
        words.end()
        found = [one for one in before if wanted(one)]
        if not found:
            raise error(f"Constraint of '{at[-1]}' does not exist or not authorized.", 2003, "02000")
        return SUCCESS, lambda: [before.remove(one) for one in found] and None
    words.expect("modify")
    changes = words.list_of(lambda: not_null(words))
    words.end()
    for column, is_set in changes:
        nulls = cursor._duck_conn.execute(f'select count(*) from {quoted(at)} where "{column}" is null').fetchone()[0]
        if is_set and nulls:
            raise error(f"Column '{column}' contains null values. Not null constraint cannot be added.", 2108, "22004")

    def apply() -> None:
        for column, is_set in changes:
            before[:] = [one for one in before if not (one.kind == "not null" and one.columns == [column])]
            if is_set:
                before.append(Constraint("not null", [column]))

    return SUCCESS, apply


def quoted(at: Place) -> str:
    return ".".join(f'"{part}"' for part in at)


def not_null(words: Words) -> tuple[str, bool]:
    words.expect("column")
    column = words.identifier()
    is_set = words.take("set")
    if not is_set:
        words.expect("drop")
    words.expect("not", "null")
    return column, is_set


def read(cursor: Any, words: Words) -> Constraint:
    name = words.identifier() if words.take("constraint") else ""
    if words.take("check"):
        start = words.tokens[words.at][1]
        words.balanced()
        return Constraint("check", [], name, condition=words.text[start : words.tokens[words.at - 1][2]])
    if words.take("primary", "key"):
        found = Constraint("primary key", words.columns(), name)
    elif words.take("unique"):
        found = Constraint("unique", words.columns(), name)
    else:
        words.expect("foreign", "key")
        columns = words.columns()
        words.expect("references")
        to = protection.full(cursor, words.name())
        found = Constraint("foreign key", columns, name, to, tuple(words.columns()))
    found.rely = words.take("rely")
    return found


def dropped(words: Words) -> Callable[[Constraint], bool]:
    if words.take("constraint"):
        name = words.identifier()
        return lambda one: one.name == name
    if words.take("primary", "key"):
        return lambda one: one.kind == "primary key"
    kind = "unique" if words.take("unique") else words.expect("foreign", "key") or "foreign key"
    columns = words.columns()
    return lambda one: one.kind == kind and one.columns == columns


def refuse_wrong(at: Place, before: list[Constraint], added: Constraint) -> None:
    if added.kind == "primary key" and any(one.kind == "primary key" for one in before):
        raise error(f"Primary key already exists for table '{at[-1]}'", 2236, "42601")
    if any(one.text == added.text for one in before):
        raise error(f"Constraint already exists for table '{at[-1]}'", 2236, "42601")
    keys = [one for one in constraints.get(added.to, []) if one.kind in ("primary key", "unique")]
    if added.to and not any(sorted(one.columns) == sorted(added.to_columns) for one in keys):
        raise error(f"Foreign key of '{at[-1]}' references columns that are no key of '{added.to[-1]}'", 2234, "42601")
