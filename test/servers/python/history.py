"""The history of statements and the open transactions of a user, which fakesnow does not keep, and what ends them."""

import gzip
import json
import re
import uuid
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import fakesnow.server as fakesnow

HISTORY = re.compile(
    r"\btable\s*\(\s*(?:\"?\w+\"?\.)?information_schema\.query_history_by_user\s*\(.*?result_limit\s*=>\s*\d+\s*\)\s*\)",
    re.I | re.S,
)
CANCEL = re.compile(r"\bsystem\$cancel_query\s*\(\s*(\?|'[^']*')\s*\)", re.I)
SHOW = re.compile(r"^\s*show\s+transactions\s*$", re.I)
ABORT = re.compile(r"\bsystem\$abort_transaction\s*\(\s*(\d+)\s*\)", re.I)
NEEDLE = re.compile(r"\bcontains\(query_tag, '([^']*)'\)", re.I)
BEGIN = re.compile(r"^\s*begin\b", re.I)
END = re.compile(r"^\s*(?:commit|rollback)\b", re.I)
FORGOTTEN = 5000

numbers = count(1000)


@dataclass
class Session:
    token: str
    user: str
    number: int = field(default_factory=lambda: next(numbers))
    # The number of the transaction that is open.
    transaction: int | None = None


@dataclass
class Statement:
    session: Session
    text: str
    tag: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "RUNNING"


sessions: dict[bytes, Session] = {}
statements: list[Statement] = []


def log_in(authorization: bytes, token: str, user: str) -> None:
    sessions[authorization] = Session(token, user.upper())


def begin(authorization: bytes, request: dict[str, Any]) -> Statement:
    """Writes down that a statement has arrived."""
    session = sessions.setdefault(authorization, Session("", ""))
    tag = str((request.get("parameters") or {}).get("QUERY_TAG", ""))
    statement = Statement(session, request.get("sqlText", ""), tag)
    statements.append(statement)
    if len(statements) > FORGOTTEN:
        del statements[0]
    return statement


def end(statement: Statement, succeeded: bool) -> None:
    """Writes down that a statement has ended."""
    statement.status = "SUCCESS" if succeeded else "FAILED_WITH_ERROR"
    if succeeded and BEGIN.match(statement.text):
        statement.session.transaction = next(numbers)
    elif END.match(statement.text):
        statement.session.transaction = None


def to_cancel(request: dict[str, Any]) -> bytes | None:
    """The session whose statement a statement cancels."""
    if not (match := CANCEL.search(request.get("sqlText", ""))):
        return None
    bound = next(iter((request.get("bindings") or {}).values()), {}).get("value")
    wanted = bound if match[1] == "?" else match[1].strip("'")
    found = [one.session for one in statements if one.id == wanted and one.status == "RUNNING"]
    return next((key for key, session in sessions.items() if session in found), None)


def roll_back(request: dict[str, Any], user: str) -> None:
    """Ends the transaction that a statement aborts."""
    if not (match := ABORT.search(request.get("sqlText", ""))):
        return
    for session in sessions.values():
        if session.user == user and session.transaction == int(match[1]):
            session.transaction = None
            fakesnow.sessions[session.token]._duck_conn.rollback()


def rewrite(body: bytes, encoding: bytes | None, user: str) -> bytes:
    """A request with what fakesnow does not know put into it as rows."""
    request = json.loads(gzip.decompress(body) if encoding == b"gzip" else body)
    text = request.get("sqlText", "")
    new = HISTORY.sub(lambda _: history(asked_for(text, user)), text)
    if SHOW.match(new):
        new = transactions(user)
    if CANCEL.search(new) or ABORT.search(new):
        new = "select 'cancelled'"
        request.pop("bindings", None)
    if new == text:
        return body
    written = json.dumps({**request, "sqlText": new}).encode()
    return gzip.compress(written) if encoding == b"gzip" else written


def asked_for(text: str, user: str) -> list[Statement]:
    """Only what a statement asks for: thousands of rows take seconds to parse."""
    needle = NEEDLE.search(text)
    return [one for one in statements if one.session.user == user and one.tag and (not needle or needle[1] in one.tag)]


def history(rows: list[Statement]) -> str:
    names = "query_id, session_id, query_text, query_tag, execution_status, error_code, error_message"
    values = [
        f"({literal(one.id)}, {one.session.number}, {literal(one.text)}, {literal(one.tag)}, {literal(one.status)}, null, null)"
        for one in rows
    ]
    nothing = "('', 0, '', '', '', '', '')"
    return f"(select * from (values {', '.join([nothing, *values])}) as h({names}) where query_id <> '')"


def transactions(user: str) -> str:
    open_ones = [one for one in sessions.values() if one.user == user and one.transaction]
    rows = [
        f'select {one.transaction} as "id", {literal(one.user)} as "user", {one.number} as "session", \'running\' as "state"'
        for one in open_ones
    ]
    return " union all ".join(rows) or 'select 0 as "id", \'\' as "user", 0 as "session", \'\' as "state" where false'


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
