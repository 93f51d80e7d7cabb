"""Row access and masking policies, tags and retention: statements by the grammar of Snowflake's manual, and what is set where.
fakesnow is given what is left of a statement. The policies themselves are not evaluated: every session sees all rows.

- https://docs.snowflake.com/en/sql-reference/sql/alter-table
- https://docs.snowflake.com/en/sql-reference/sql/create-table
- https://docs.snowflake.com/en/sql-reference/sql/create-view
- https://docs.snowflake.com/en/sql-reference/sql/create-masking-policy
- https://docs.snowflake.com/en/sql-reference/sql/create-row-access-policy
- https://docs.snowflake.com/en/sql-reference/sql/create-tag
- https://docs.snowflake.com/en/user-guide/security-row-intro: one column is in the signature of one kind of policy only
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import fakesnow.server
import snowflake.connector.errors

import table_comments
from dynamic_tables import place_of

Place = tuple[str, ...]

SUCCESS = "select 'Statement executed successfully.' as \"status\""
# Long statements that say nothing of these are not read.
MAY_PROTECT = re.compile(r"\b(?:policy|policies|tag|policy_references|tag_references|data_retention_time_in_days)\b", re.I)
TOKEN = re.compile(r"\s*(\"(?:[^\"]|\"\")*\"|'(?:[^'\\]|''|\\.)*'|\$\$.*?\$\$|[A-Za-z_][\w$]*|\d+|->|=>|.)", re.S)
REFERENCES = re.compile(
    r"\btable\s*\(\s*(?:(?:\"[^\"]*\"|\w+)\.)?information_schema\.(policy_references|tag_references)\s*\((.*?)\)\s*\)", re.I | re.S
)
RETENTION = re.compile(r"^\s*show\s+parameters\s+like\s+'data_retention_time_in_days'\s+in\s+table\s+(\S+?)\s*;?\s*$", re.I)
SWAPPED = re.compile(
    rf"\s*alter\s+table\s+(?:if\s+exists\s+)?{table_comments.NAME}\s+swap\s+with\s+{table_comments.NAME}\s*;?\s*$", re.I
)
TRANSIENT = re.compile(r"\s*create\s+(?:or\s+replace\s+)?(?:transient|temporary|temp)\s", re.I)
CREATED = re.compile(
    rf"\s*create\s+(?:or\s+replace\s+)?(?:(?:transient|temporary|temp|secure|dynamic)\s+)*(?:table|view)\s+"
    rf"(?:if\s+not\s+exists\s+)?{table_comments.NAME}",
    re.I,
)


parse = fakesnow.server.parse_one


def install() -> None:
    """fakesnow reads a statement before it runs it, and its parser lacks much of these; they are read here."""
    fakesnow.server.parse_one = parsed


def parsed(command: str) -> Any:
    try:
        return parse(command)
    except Exception:
        if MAY_PROTECT.search(command):
            return parse(SUCCESS)
        raise


@dataclass
class Policy:
    kind: str
    arguments: int


@dataclass
class Protection:
    is_transient: bool = False
    row_access: tuple[Place, list[str]] | None = None
    # By column: the policy, and the columns that it is given.
    masks: dict[str, tuple[Place, list[str]]] = field(default_factory=dict)
    tags: dict[Place, str] = field(default_factory=dict)
    retention: int | None = None


policies: dict[Place, Policy] = {}
tags: dict[Place, list[str]] = {}
protections: dict[Place, Protection] = {}


class Words:
    """The tokens of a statement, one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [(match[1], match.start(1), match.end(1)) for match in TOKEN.finditer(text.rstrip().rstrip(";"))]
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][0] if self.at + ahead < len(self.tokens) else ""

    def take(self, *words: str) -> bool:
        """Whether or not these words come next; then they are read."""
        if [self.peek(i).lower() for i in range(len(words))] != [word.lower() for word in words]:
            return False
        self.at += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            self.refuse()

    def end(self) -> None:
        if self.peek():
            self.refuse()

    def refuse(self) -> Any:
        where = self.tokens[self.at][1] if self.peek() else len(self.text)
        line = self.text.count("\n", 0, where) + 1
        what = f"unexpected '{self.peek() or '<EOF>'}'"
        raise error(f"syntax error line {line} at position {where} {what}.", 1003, "42000")

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def identifier(self) -> str:
        if not re.fullmatch(r'"(?:[^"]|"")+"|[A-Za-z_][\w$]*', self.peek()):
            self.refuse()
        token = self.next()
        return token[1:-1].replace('""', '"') if token.startswith('"') else token.upper()

    def name(self) -> list[str]:
        parts = [self.identifier()]
        while len(parts) < 3 and self.take("."):
            parts.append(self.identifier())
        return parts

    def string(self) -> str:
        if not self.peek().startswith("'"):
            self.refuse()
        return re.sub(r"''|\\(.)", lambda found: found[1] or "'", self.next()[1:-1])

    def integer(self) -> int:
        return int(self.next()) if self.peek().isdigit() else self.refuse()

    def list_of(self, read: Callable[[], Any]) -> list[Any]:
        found = [read()]
        while self.take(","):
            found.append(read())
        return found

    def columns(self) -> list[str]:
        self.expect("(")
        found = self.list_of(self.identifier)
        self.expect(")")
        return found

    def balanced(self) -> None:
        """Reads what is in parentheses."""
        self.expect("(")
        while self.peek() and not self.take(")"):
            self.balanced() if self.peek() == "(" else self.next()


def rewrite(cursor: Any, command: str) -> tuple[str, Callable[[], None]]:
    """The statement without what fakesnow does not know, and what is to be noted once it has run."""
    follow = followed(cursor, command)
    if follow:
        return command, follow
    if not MAY_PROTECT.search(command):
        return command, forgetting(cursor, command)
    if shown := RETENTION.match(command):
        days = protections.get(tuple(place_of(cursor, shown[1])), Protection()).retention
        return f"select 'DATA_RETENTION_TIME_IN_DAYS' as \"key\", '{1 if days is None else days}' as \"value\"", nothing
    command = REFERENCES.sub(lambda found: references(cursor, found[1].lower(), found[2]), command)
    words = Words(command)
    if words.take("alter", "table"):
        return altered(cursor, words) or (command, nothing)
    if words.take("create"):
        return created(cursor, words) or (command, forgetting(cursor, command))
    return command, nothing


def nothing() -> None:
    pass


def followed(cursor: Any, command: str) -> Callable[[], None] | None:
    """What is set on a table goes where the table goes."""

    def places(match: Any) -> list[Place]:
        return [tuple(place_of(cursor, name)) for name in match.groups()]

    if match := table_comments.RENAMED.match(command):
        one, other = places(match)
        return lambda: put(other, protections.pop(one, None))
    if match := SWAPPED.match(command):
        one, other = places(match)

        def swap() -> None:
            first, second = protections.get(one), protections.get(other)
            put(one, second)
            put(other, first)

        return swap
    if match := table_comments.CLONED.match(command):
        one, other = places(match)
        is_transient = TRANSIENT.match(command) is not None

        def clone() -> None:
            put(one, deepcopy(protections.get(other, Protection())))
            protections[one].is_transient = is_transient

        return clone
    if match := table_comments.DROPPED.match(command):
        return lambda: put(places(match)[0], None)
    return None


def put(place: Place, protection: Protection | None) -> None:
    protections.pop(place, None)
    if protection:
        protections[place] = protection


def forgetting(cursor: Any, command: str) -> Callable[[], None]:
    """A relation that is made again has nothing of the one before."""
    if not (match := CREATED.match(command)):
        return nothing
    place = tuple(place_of(cursor, match[1]))
    return lambda: put(place, Protection(is_transient=TRANSIENT.match(command) is not None))


def altered(cursor: Any, words: Words) -> tuple[str, Callable[[], None]] | None:
    """dataGovnPolicyTagAction of ALTER TABLE, and DATA_RETENTION_TIME_IN_DAYS. None for other actions."""
    words.take("if", "exists")
    place = full(cursor, words.name())
    before = protections.get(place, Protection())
    now = deepcopy(before)
    if words.take("set", "tag"):
        now.tags |= dict(words.list_of(lambda: tag_value(cursor, words)))
    elif words.take("unset", "tag"):
        for tag in words.list_of(lambda: known_tag(cursor, words)):
            now.tags.pop(tag, None)
    elif words.take("add", "row", "access", "policy"):
        now.row_access = added(cursor, words, place, now)
    elif words.take("drop", "all", "row", "access", "policies"):
        now.row_access = None
    elif words.take("drop", "row", "access", "policy"):
        policy = known_policy(cursor, words, "ROW_ACCESS_POLICY")
        if now.row_access is None or now.row_access[0] != policy:
            raise error(f"Row access policy '{'.'.join(policy)}' is not attached to '{place[2]}'.", 3506, "42601")
        now.row_access = None
        if words.take(","):
            words.expect("add", "row", "access", "policy")
            now.row_access = added(cursor, words, place, now)
    elif words.take("set", "data_retention_time_in_days"):
        now.retention = days(words, now.is_transient)
    elif words.take("unset", "data_retention_time_in_days"):
        now.retention = None
    elif words.take("modify") or words.take("alter"):
        words.take("column")
        column = words.identifier()
        if words.take("set", "masking", "policy"):
            mask(cursor, words, now, column)
        elif words.take("unset", "masking", "policy"):
            now.masks.pop(column, None)
        else:
            return None
    else:
        return None
    words.end()
    refuse_missing(cursor, place, now)
    refuse_both(now)

    def note() -> None:
        protections[place] = now

    return SUCCESS, note


def mask(cursor: Any, words: Words, now: Protection, column: str) -> None:
    policy = known_policy(cursor, words, "MASKING_POLICY")
    arguments = using(words, column, policy)
    is_forced = words.take("force")
    if column in now.masks and not is_forced:
        raise error(f"Specified column already attached to another masking policy: '{column}'.", 3001, "42601")
    now.masks[column] = (policy, arguments)


def added(cursor: Any, words: Words, place: Place, now: Protection) -> tuple[Place, list[str]]:
    if now.row_access is not None:
        raise error(f"Object '{place[2]}' already has a ROW_ACCESS_POLICY. Only one is allowed at a time.", 3506, "42601")
    return row_access(cursor, words)


def row_access(cursor: Any, words: Words) -> tuple[Place, list[str]]:
    policy = known_policy(cursor, words, "ROW_ACCESS_POLICY")
    words.expect("on")
    columns = words.columns()
    if len(columns) != policies[policy].arguments:
        raise error(f"Row access policy '{'.'.join(policy)}' takes {policies[policy].arguments} arguments.", 3507, "42601")
    return policy, columns


def using(words: Words, column: str, policy: Place) -> list[str]:
    arguments = words.columns() if words.take("using") else [column]
    if arguments[0] != column or len(arguments) != policies[policy].arguments:
        raise error(f"Masking policy '{'.'.join(policy)}' does not take these columns: {', '.join(arguments)}.", 3507, "42601")
    return arguments


def days(words: Words, is_transient: bool) -> int:
    words.expect("=")
    given = words.integer()
    if given > (1 if is_transient else 90):
        raise error(f"invalid value [{given}] for parameter 'DATA_RETENTION_TIME_IN_DAYS'", 1008, "22023")
    return given


def created(cursor: Any, words: Words) -> tuple[str, Callable[[], None]] | None:
    words.take("or", "replace")
    if words.take("masking", "policy"):
        return created_policy(cursor, words, "MASKING_POLICY")
    if words.take("row", "access", "policy"):
        return created_policy(cursor, words, "ROW_ACCESS_POLICY")
    if words.take("tag"):
        return created_tag(cursor, words)
    if not (match := CREATED.match(words.text)):
        return None
    place = tuple(place_of(cursor, match[1]))
    now = Protection(is_transient=TRANSIENT.match(words.text) is not None)
    while words.peek() and words.tokens[words.at][1] < match.end():
        words.next()
    cut: list[tuple[int, int]] = []

    def remove(start: int) -> None:
        cut.append((words.tokens[start][1], words.tokens[words.at - 1][2]))

    if words.peek() == "(":
        relation_columns(cursor, words, now, remove)
    while words.peek() and not words.take("as"):
        start = words.at
        if words.take("data_retention_time_in_days"):
            now.retention = days(words, now.is_transient)
        elif words.take("with", "row", "access", "policy") or words.take("row", "access", "policy"):
            if now.row_access:
                words.refuse()
            now.row_access = row_access(cursor, words)
        elif words.take("with", "tag") or words.take("tag"):
            now.tags |= set_tags(cursor, words)
        else:
            words.balanced() if words.peek() == "(" else words.next()
            continue
        remove(start)
    refuse_both(now)

    def note() -> None:
        refuse_missing(cursor, place, now)
        protections[place] = now

    return without(words.text, cut), note


def relation_columns(cursor: Any, words: Words, now: Protection, remove: Callable[[int], None]) -> None:
    """Columns of CREATE TABLE or CREATE VIEW, with their policies and tags."""
    words.expect("(")
    column = words.identifier()
    while not words.take(")"):
        start = words.at
        if words.take(","):
            column = words.identifier()
        elif words.take("with", "masking", "policy") or words.take("masking", "policy"):
            policy = known_policy(cursor, words, "MASKING_POLICY")
            now.masks[column] = (policy, using(words, column, policy))
            remove(start)
        elif words.take("with", "tag") or words.take("tag"):
            set_tags(cursor, words)
            remove(start)
        else:
            words.balanced() if words.peek() == "(" else words.next()
        if not words.peek():
            words.refuse()


def created_policy(cursor: Any, words: Words, kind: str) -> tuple[str, Callable[[], None]]:
    words.take("if", "not", "exists")
    name = full(cursor, words.name())
    words.expect("as", "(")

    def argument() -> None:
        words.identifier()
        words.identifier()
        if words.peek() == "(":
            words.balanced()

    arguments = len(words.list_of(argument))
    words.expect(")", "returns")
    if kind == "ROW_ACCESS_POLICY":
        words.expect("boolean")
    elif words.identifier() and words.peek() == "(":
        words.balanced()
    words.expect("->")
    if not words.peek():
        words.refuse()

    def note() -> None:
        policies[name] = Policy(kind, arguments)

    return SUCCESS, note


def created_tag(cursor: Any, words: Words) -> tuple[str, Callable[[], None]]:
    words.take("if", "not", "exists")
    name = full(cursor, words.name())
    allowed = words.list_of(words.string) if words.take("allowed_values") else []
    if words.take("comment"):
        words.expect("=")
        words.string()
    words.end()

    def note() -> None:
        tags[name] = allowed

    return SUCCESS, note


def set_tags(cursor: Any, words: Words) -> dict[Place, str]:
    words.expect("(")
    given = dict(words.list_of(lambda: tag_value(cursor, words)))
    words.expect(")")
    return given


def tag_value(cursor: Any, words: Words) -> tuple[Place, str]:
    name = known_tag(cursor, words)
    words.expect("=")
    value = words.string()
    if len(value) > 256 or (tags[name] and value not in tags[name]):
        raise error(f"Invalid tag value '{value}' for tag '{'.'.join(name)}'.", 391800, "22023")
    return name, value


def known_tag(cursor: Any, words: Words) -> Place:
    name = full(cursor, words.name())
    if name not in tags:
        raise missing("Tag", name)
    return name


def known_policy(cursor: Any, words: Words, kind: str) -> Place:
    name = full(cursor, words.name())
    if name not in policies or policies[name].kind != kind:
        raise missing(kind.replace("_", " ").capitalize(), name)
    return name


def refuse_missing(cursor: Any, place: Place, now: Protection) -> None:
    where = "upper(table_catalog) = upper(?) and upper(table_schema) = upper(?) and upper(table_name) = upper(?)"
    query = f"select upper(column_name) from information_schema.columns where {where}"
    columns = {row[0] for row in cursor._duck_conn.execute(query, list(place)).fetchall()}
    if not columns:
        raise missing("Table", place)
    for column in signature(now):
        if column.upper() not in columns:
            raise error(f"invalid identifier '{column}'", 904, "42000")


def refuse_both(now: Protection) -> None:
    for column in signature(Protection(masks=now.masks)) & signature(Protection(row_access=now.row_access)):
        raise error(f"Column '{column}' is in the signatures of a masking policy and of a row access policy.", 3507, "42601")


def signature(now: Protection) -> set[str]:
    """The columns that policies are given."""
    masked = [column for _, columns in now.masks.values() for column in columns]
    return {*masked, *(now.row_access[1] if now.row_access else [])}


def references(cursor: Any, function: str, arguments: str) -> str:
    """What is set on an object, as a query in the place of the table function."""
    given = re.findall(r"'((?:[^']|'')*)'", arguments)
    if len(given) != 2 or given[1].upper() not in ("TABLE", "VIEW"):
        raise error(f"invalid arguments of {function}: {arguments}", 1044, "42P13")
    place = tuple(place_of(cursor, given[0]))
    now = protections.get(place, Protection())
    if function == "tag_references":
        names = ["TAG_DATABASE", "TAG_SCHEMA", "TAG_NAME", "TAG_VALUE"]
        rows = [[*tag, value] for tag, value in sorted(now.tags.items())]
    else:
        names = ["POLICY_DB", "POLICY_SCHEMA", "POLICY_NAME", "POLICY_KIND", "REF_COLUMN_NAME", "REF_ARG_COLUMN_NAMES"]
        rows = [
            *([[*now.row_access[0], "ROW_ACCESS_POLICY", None, listed(now.row_access[1])]] if now.row_access else []),
            *[
                [*policy, "MASKING_POLICY", column, listed(columns[1:]) if columns[1:] else None]
                for column, (policy, columns) in sorted(now.masks.items())
            ],
        ]
    values = ", ".join(f"({', '.join(literal(value) for value in row)})" for row in [["" for _ in names], *rows])
    listing = ", ".join(names)
    return f"(select * from (values {values}) as r({listing}) where {names[0]} <> '')"


def listed(columns: list[str]) -> str:
    quoted = [f'"{column}"' for column in columns]
    return f"[ {', '.join(quoted)} ]"


def literal(value: str | None) -> str:
    return "cast(null as varchar)" if value is None else "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def without(text: str, cut: list[tuple[int, int]]) -> str:
    for start, end in reversed(cut):
        text = f"{text[:start]} {text[end:]}"
    return text


def full(cursor: Any, name: list[str]) -> Place:
    return (*[str(cursor._conn.database).upper(), str(cursor._conn.schema).upper()][: 3 - len(name)], *name)


def missing(kind: str, name: Place) -> Exception:
    return error(f"{kind} '{'.'.join(name)}' does not exist or not authorized.", 2003, "42S02")


def error(message: str, errno: int, sqlstate: str) -> Exception:
    text = f"SQL compilation error:\n{message}"
    return snowflake.connector.errors.ProgrammingError(msg=text, errno=errno, sqlstate=sqlstate)
