"""COPY INTO as Snowflake has it, where fakesnow stops short: the stage's own file format, names of formats without
quotes, PATTERN, options of CSV files, and the columns `$1` and METADATA$FILENAME of a transformation."""

import re
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlparse

import fakesnow.copy_into as fake
from fakesnow.transforms.stage import parts_from_var
from sqlglot import exp

NAME = r'((?:"(?:[^"]|"")+"|[^\s"();])+)'
OPTIONS = r"\bfile_format\s*=\s*(\((?:[^()']|'(?:[^'\\]|''|\\.)*'|\([^()]*\))*\))"
STAGE = re.compile(rf"\s*(?:create|alter)\s[^'(]*?\bstage\s+(?:if\s+(?:not\s+)?exists\s+)?{NAME}", re.I)
FILE_FORMAT = re.compile(OPTIONS, re.I)
FORMAT_NAME = re.compile(rf"\bformat_name\s*=\s*(?!'){NAME}", re.I)
COPY = re.compile(r"\s*copy\s+into\s+(?!@)", re.I)
FROM_STAGE = re.compile(rf"\bfrom\s+'?@{NAME}", re.I)
PUT_STAGE = re.compile(r"(\s*put\s+'(?:[^'\\]|''|\\.)*'\s+)'(@(?:[^'\\]|''|\\.)*)'", re.I)
PATTERN = re.compile(r"\bpattern\s*=\s*'((?:[^'\\]|''|\\.)*)'", re.I)

# Options that change nothing in the files of the tests, or that have only the value the server has anyway.
IGNORED = {
    "DATE_FORMAT",
    "ENCODING",
    "ERROR_ON_COLUMN_COUNT_MISMATCH",
    "ESCAPE",
    "ESCAPE_UNENCLOSED_FIELD",
    "MULTI_LINE",
    "RECORD_DELIMITER",
    "REPLACE_INVALID_CHARACTERS",
    "SKIP_BLANK_LINES",
    "TIMESTAMP_FORMAT",
    "TIME_FORMAT",
}

formats: dict[tuple[str, str, str], str] = {}
pattern: ContextVar[str | None] = ContextVar("pattern", default=None)

handle_csv = fake.handle_csv
read_csv = fake.ReadCSV.read_expression
source_glob = fake._source_glob
source_urls = fake._source_urls
inserts = fake._inserts


def install() -> None:
    fake.handle_csv = csv_options
    fake.ReadCSV.read_expression = read_text
    fake._source_glob = matching_files
    fake._source_urls = named_files
    fake._inserts = insert_statements


def rewrite(cursor: Any, command: str) -> str:
    """Notes the format of a stage, and completes a COPY INTO with it. The stage of a PUT may be a string."""
    if put := PUT_STAGE.match(command):
        stage = re.sub(r"''|\\\\", lambda escape: escape[0][0], put[2])
        return f"{put[1]}{stage}{command[put.end():]}"
    where = (cursor._conn.database, cursor._conn.schema)
    if stage := STAGE.match(command):
        options = FILE_FORMAT.search(command)
        if options:
            formats[parts_from_var(stage[1], *where)] = options[1]
        elif command.lstrip().lower().startswith("create"):
            formats.pop(parts_from_var(stage[1], *where), None)
    if not COPY.match(command):
        return FORMAT_NAME.sub(lambda name: f"format_name = '{name[1]}'", command)
    chosen = PATTERN.search(command)
    pattern.set(chosen[1].replace("''", "'").replace("\\\\", "\\") if chosen else None)
    command = PATTERN.sub("", command)
    if (source := FROM_STAGE.search(command)) and not FILE_FORMAT.search(command):
        name = parts_from_var(source[1].partition("/")[0].rstrip("'"), *where)
        if options := formats.get(name):
            command = f"{command.rstrip().rstrip(';')} file_format = {options}"
    return FORMAT_NAME.sub(lambda name: f"format_name = '{name[1]}'", command)


def csv_options(options: dict[str, Any]) -> fake.ReadCSV:
    kept = {name: value for name, value in options.items() if name not in IGNORED}
    trims = kept.pop("TRIM_SPACE", False)
    reader = handle_csv(kept)
    reader.trims = trims
    return reader


def read_text(reader: fake.ReadCSV, url: str) -> exp.Expression:
    """Fields are text until they meet their column: nothing is guessed from the file."""
    call = read_csv(reader, url)
    given = {argument.this.name for argument in call.expressions if isinstance(argument, exp.EQ)}
    call.append("expressions", reader.make_eq("all_varchar", True))
    # A quoted field is never NULL, also when it is empty.
    call.append("expressions", reader.make_eq("allow_quoted_nulls", False))
    # Lines of one file may end in LF and in CRLF, which DuckDB otherwise refuses.
    call.append("expressions", reader.make_eq("strict_mode", False))
    if "sep" not in given:
        call.append("expressions", reader.make_eq("sep", ","))
    if reader.quote:
        call.append("expressions", reader.make_eq("escape", reader.quote))
    for argument in call.expressions:
        # fakesnow doubles a quote that is doubled again when the statement is written.
        if isinstance(argument, exp.EQ) and argument.this.name == "quote":
            argument.set("expression", exp.Literal.string(reader.quote))
    return call


def matching_files(source: str, connection: Any) -> list[str]:
    files = source_glob(source, connection)
    wanted = pattern.get()
    return files if wanted is None else [file for file in files if re.fullmatch(wanted, file_name(file))]


def named_files(source: str, files: list[str]) -> list[str]:
    return [f"{source}{file}" for file in files] if fake.stage.is_internal(source) else source_urls(source, files)


def insert_statements(expression: exp.Copy, params: fake.CopyParams, urls: list[str], parquet: Any = None) -> list[Any]:
    source = expression.args["files"][0]
    if not isinstance(source, exp.Subquery) or not isinstance(params.file_format, fake.ReadCSV):
        return inserts(expression, params, urls, parquet)
    return [
        exp.Insert(
            this=expression.this,
            expression=exp.Select(expressions=[file_column(column.copy(), url) for column in source.this.expressions]).from_(
                exp.Table(this=params.file_format.read_expression(url))
            ),
        )
        for url in urls
    ]


def file_column(expression: exp.Expression, url: str) -> exp.Expression:
    """`$2` is DuckDB's `#2`."""

    def replace(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and isinstance(node.this, exp.Parameter):
            node = node.this
        if isinstance(node, exp.Parameter):
            return exp.Var(this=f"#{node.name}")
        if isinstance(node, exp.Column) and node.name.upper() == "METADATA$FILENAME":
            return exp.Literal.string(file_name(url))
        if isinstance(node, exp.Column) and node.name.upper() == "METADATA$FILE_ROW_NUMBER":
            return exp.Window(this=exp.RowNumber())
        return node

    return expression.transform(replace)


def file_name(url: str) -> str:
    """The path within the bucket, or within the internal stage."""
    path = fake.stage.file_path(url)
    return fake.stage.internal_file_name(path) if fake.stage.is_internal(path) else urlparse(url).path.lstrip("/")
