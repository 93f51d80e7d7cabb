"""What fakesnow lacks of Snowflake's statements, as far as the tests need it."""

import re
import secrets
from typing import Any

import fakesnow.info_schema
import fakesnow.transforms
import snowflake.connector.errors
import sqlglot
from fakesnow.cursor import FakeSnowflakeCursor
from sqlglot import exp

import constraints
import copies
import dynamic_tables
import functions
import last_altered
import protection
import refusals
import short_ways
import temporary_tables
import text_lengths
import table_comments

# Statements that change nothing a test can see.
NO_OPS = [
    r"^\s*grant\s",
    r"^\s*revoke\s",
    r"^\s*alter\s+session\s",
    r"^\s*alter\s+warehouse\s",
    r"^\s*use\s+(?:role|warehouse|secondary)\s",
    r"^\s*create\s+(?:or\s+replace\s+)?(?:role|warehouse|storage\s+integration)\s",
]

NAME = r'((?:"(?:[^"]|"")+"|[^\s;])+)'
# For statements that can be long: in `NAME` a quote may be read in two ways, and a search that fails tries them all.
PART = r'(?:"(?:[^"]|"")*"|[^\s;."]+)'
LONG_NAME = rf"({PART}(?:\.{PART})*)"
SWAP = re.compile(rf"\s*alter\s+table\s+(?:if\s+exists\s+)?{LONG_NAME}\s+swap\s+with\s+{LONG_NAME}\s*;?\s*$", re.I)
DROP_DATABASE = re.compile(rf"\s*drop\s+database\s+(if\s+exists\s+)?{NAME}\s*;?\s*$", re.I)
COMMENTED = re.compile(r"\s*create\s[^('\"]*\b(?:table|view)\s[^']*\bcomment\s+'", re.I | re.S)
MODIFIED = re.compile(rf"\s*alter\s+table\s+{LONG_NAME}\s+modify\s+column\s.*\bcomment\s+'", re.I | re.S)
COLUMN_COMMENT = re.compile(r'''\bcolumn\s+("(?:[^"]|"")+"|\w+)\s+comment\s+('(?:[^'\\]|''|\\.)*')''', re.I)
SHOW_IN_SCHEMA = re.compile(rf"\s*show\s+[a-z\s]+\sin\s+schema\s+{NAME}", re.I)
MERGED_VALUES = re.compile(
    r"(\s*merge\s+into\s[^']*?\susing\s+)\((select\s[^']*\sfrom\s+table\(flatten\(.*\)\)\s+as\s+f)\)(\s+as\s+\"?\w+\"?\s+on\s)",
    re.I | re.S,
)
SUCCESS = "select 'Statement executed successfully.' as \"status\""

# Other words for the same, as far as fakesnow can tell.
REWRITES = [
    (re.compile(r"\bcurrent_warehouse\s*\(\s*\)", re.I), "'TEST_WAREHOUSE'"),
    (re.compile(r"\bcurrent_account\s*\(\s*\)", re.I), "'TEST'"),
    (re.compile(r"\bcurrent_session\s*\(\s*\)", re.I), "'1'"),
    (re.compile(r"^\s*truncate\s+(?:table\s+)?if\s+exists\s", re.I), "truncate table "),
    (re.compile(r"^\s*begin\s+(?:transaction|work)?\s*name\s+\S+\s*$", re.I), "begin transaction"),
    # fakesnow clones without replacing.
    (
        re.compile(rf"^\s*create\s+or\s+replace\s+(transient\s+)?table\s+{LONG_NAME}\s+clone\s+{LONG_NAME}(?:\s+copy\s+grants)?\s*;?\s*$", re.I),
        r"create or replace \1table \2 as select * from \3",
    ),
    # fakesnow looks for the columns of a merge's source by the name of its table, also when that has an alias.
    (
        re.compile(r'(^\s*merge\s+into\s.*?\susing\s+)((?:"[^"]+"\.)*"[^"]+")(\s+as\s+"?\w+"?\s+on\s)', re.I | re.S),
        r"\1(select * from \2)\3",
    ),
    (re.compile(r"^\s*explain\s+using\s+\w+\s.*$", re.I | re.S), "select 'GlobalStats' as \"step\""),
    (re.compile(r"^\s*show\s+locks\b.*$", re.I | re.S), 'select \'\' as "name" where false'),
    (
        re.compile(r"^\s*show\s+(?:future\s+)?grants\b.*$", re.I | re.S),
        'select \'\' as "privilege", \'\' as "granted_on", \'\' as "name", \'\' as "granted_to", \'\' as "grantee_name" where false',
    ),
]

run = FakeSnowflakeCursor.execute
write_comment = fakesnow.info_schema.insert_table_comment_sql
create_table_as = fakesnow.transforms.create_table_as


def install(instance: Any) -> None:
    """Teaches fakesnow the statements of this module."""
    instance.nop_regexes = NO_OPS
    copies.install()
    dynamic_tables.install(instance)
    functions.install()
    last_altered.install(instance)
    protection.install()
    short_ways.install()
    FakeSnowflakeCursor.execute = execute
    fakesnow.info_schema.insert_table_comment_sql = quoted_comment
    fakesnow.transforms.create_table_as = named_columns


def execute(cursor: FakeSnowflakeCursor, command: str, *args: Any, **kwargs: Any) -> FakeSnowflakeCursor:
    refusals.check(command)
    given = command
    last_altered.tell(cursor, command)
    command, note = protection.rewrite(cursor, temporary_tables.rewrite(cursor, command))
    command, note_constraints = constraints.rewrite(cursor, command)
    if match := SWAP.match(command):
        swap(cursor, match[1], match[2])
        text_lengths.swap(*[tuple(dynamic_tables.place_of(cursor, name)) for name in match.groups()])
        run(cursor, SUCCESS, *args, **kwargs)
    else:
        text_lengths.run(cursor, command, lambda: execute_plain(cursor, command, *args, **kwargs))
    note()
    note_constraints()
    last_altered.note(cursor, given)
    return cursor


def execute_plain(cursor: FakeSnowflakeCursor, command: str, *args: Any, **kwargs: Any) -> FakeSnowflakeCursor:
    if match := DROP_DATABASE.match(command):
        cursor._duck_conn.execute(f"detach database {match[1] or ''}{match[2]}")
        return run(cursor, SUCCESS, *args, **kwargs)
    if match := SHOW_IN_SCHEMA.match(command):
        refuse_missing_schema(cursor, match[1])
    move_comment = table_comments.before(
        cursor._duck_conn.execute, lambda name: dynamic_tables.place_of(cursor, name), command
    )
    for pattern, replacement in REWRITES:
        command = pattern.sub(replacement, command)
    command = dynamic_tables.rewrite(cursor, command)
    if match := MODIFIED.match(command):
        for column, comment in COLUMN_COMMENT.findall(command):
            run(cursor, f"comment on column {match[1]}.{column} is {comment}")
        return run(cursor, SUCCESS, *args, **kwargs)
    if match := MERGED_VALUES.match(command):
        # fakesnow does not look for FLATTEN in what is merged.
        values = cursor._transform(sqlglot.parse_one(match[2], read="snowflake"), None).sql(dialect="duckdb")
        cursor._duck_conn.execute(f'create or replace temporary table "_MERGED_VALUES" as {values}')
        command = f'{match[1]}(select * from "_MERGED_VALUES"){match[3]}{command[match.end() :]}'
    run(cursor, copies.rewrite(cursor, command), *args, **kwargs)
    if COMMENTED.match(command):
        comment_columns(cursor, command)
    if move_comment:
        move_comment()
        run(cursor, SUCCESS)
    return cursor


def comment_columns(cursor: FakeSnowflakeCursor, command: str) -> None:
    """Keeps the comments of columns in CREATE TABLE and CREATE VIEW."""
    created = sqlglot.parse_one(command, read="snowflake")
    name = created.find(exp.Table).sql(dialect="snowflake")
    comments = {
        column.this.sql(dialect="snowflake"): comment.this.sql(dialect="snowflake")
        for column in created.find_all(exp.ColumnDef)
        for comment in column.find_all(exp.CommentColumnConstraint)
    }
    for column, comment in comments.items():
        run(cursor, f"comment on column {name}.{column} is {comment}")
    if comments:
        run(cursor, SUCCESS)


def named_columns(expression: Any, connection: Any) -> Any:
    """CREATE TABLE … AS with a list of columns, of which some have no type: fakesnow wants all types."""
    is_table = isinstance(expression, exp.Create) and expression.kind == "TABLE" and isinstance(expression.expression, exp.Query)
    schema = expression.this if is_table else None
    if not isinstance(schema, exp.Schema) or not any(isinstance(item, exp.Identifier) for item in schema.expressions):
        return create_table_as(expression, connection)
    places = [exp.to_identifier(f"_{i}") for i in range(len(schema.expressions))]
    columns = [
        exp.alias_(
            exp.Cast(this=exp.column(place.copy()), to=item.kind.copy()) if isinstance(item, exp.ColumnDef) else exp.column(place.copy()),
            (item.this if isinstance(item, exp.ColumnDef) else item).copy(),
        )
        for item, place in zip(schema.expressions, places)
    ]
    query = exp.Subquery(this=expression.expression, alias=exp.TableAlias(this=exp.to_identifier("_q"), columns=places))
    expression.set("expression", exp.select(*columns).from_(query))
    expression.set("this", schema.this)
    return expression


def quoted_comment(catalog: str, schema: str, table: str, comment: str | None) -> str:
    """
    Nothing is kept where no comment is said. fakesnow would keep one, also for the table of one name that each MERGE
    makes: two sessions that merge in transactions would write the same row.
    """
    if comment is None:
        return "select 1"
    return write_comment(catalog, schema, table, comment.replace("'", "''"))


def refuse_missing_schema(cursor: FakeSnowflakeCursor, name: str) -> None:
    """As Snowflake; fakesnow shows nothing of it."""
    place = dynamic_tables.place_of(cursor, f"{name}.X")[:2]
    query = "select 1 from information_schema.schemata where upper(catalog_name) = upper(?) and upper(schema_name) = upper(?)"
    if cursor._duck_conn.execute(query, place).fetchone() is None:
        message = "SQL compilation error:\nObject does not exist, or operation cannot be performed."
        raise snowflake.connector.errors.ProgrammingError(msg=message, errno=2043, sqlstate="02000")


def swap(cursor: FakeSnowflakeCursor, one: str, other: str) -> None:
    """ALTER TABLE a SWAP WITH b, as three renames."""
    *place, first = split_name(one)
    second = split_name(other)[-1]
    between = f'"_SWAP_{secrets.token_hex(4).upper()}"'
    run(cursor, f"alter table {one} rename to {between}")
    run(cursor, f"alter table {other} rename to {first}")
    run(cursor, f"alter table {'.'.join([*place, between])} rename to {second}")


def split_name(name: str) -> list[str]:
    """The parts of a name with dots; dots in quotes stay."""
    return re.findall(r'"(?:[^"]|"")+"|[^.]+', name)
