"""A server that speaks Snowflake's protocol: fakesnow, with answers that the Node.js driver can read.

usage: server.py [ROWS_PER_CHUNK]

Listens on a free port of loopback and prints `listening PORT`. Beside Snowflake's own endpoints, for tests:

- `GET /_statements?database=X` the statements sent by sessions that logged in to X, in order;
- `GET /_sessions?database=X` how many sessions of X are logged in, and how many of its statements were cancelled;
- `POST /_detach {"database": "X"}` rolls back what sessions of X have not committed, as Snowflake does some minutes after
  they have lost their client;
- `POST /_drop {"database": "X"}` removes X, and forgets what its sessions have sent;
- `POST /_delay {"database": "X", "seconds": 0.2}` how long every answer to such a session takes;
- `POST /_parse ["select 1"]` for each statement what sqlglot has against it, or null;
- `POST /_s3 {"endpoint": "http://…"}` where `s3://` is read from.
"""

import asyncio
import gzip
import json
import socket
import sys
from collections import defaultdict
from typing import Any

import fakesnow.server as fakesnow
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import history
import statements
import temporary_tables
from parent import end_with_parent
from parse_sql import problem
from rowsets import chunks, to_json_rowset

ROWS_PER_CHUNK = int(sys.argv[1]) if len(sys.argv) > 1 else 0
QUERY = "/queries/v1/query-request"

locks: dict[bytes, asyncio.Lock] = defaultdict(asyncio.Lock)
cancelled: set[bytes] = set()
answers: dict[tuple[bytes, str], tuple[dict[str, Any], bytes]] = {}
sent: dict[str, list[str]] = defaultdict(list)
delays: dict[str, float] = {}
homes: dict[bytes, str] = {}
logged_in: dict[str, set[bytes]] = defaultdict(set)
ended_by_abort: dict[str, int] = defaultdict(int)


class Adapter:
    """Stands before fakesnow: one statement at a time in a session, answers in JSON, no statement run twice."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == QUERY:
            return await self.query(scope, receive, send)
        if scope["type"] == "http" and scope["path"] == "/session/v1/login-request":
            return await self.login(scope, receive, send)
        if scope["type"] == "http" and scope["path"] == "/session" and b"delete=true" in scope["query_string"]:
            session = dict(scope["headers"]).get(b"authorization", b"")
            logged_in[homes.get(session, "")].discard(session)
            token = session.decode().removeprefix('Snowflake Token="').removesuffix('"')
            if connection := fakesnow.sessions.get(token):
                temporary_tables.end_session(connection)
        return await self.app(scope, receive, send)

    async def login(self, scope: Any, receive: Any, send: Any) -> None:
        sent_body = await read(receive)
        start, body = await call(self.app, scope, replay(sent_body))
        payload = json.loads(body)
        if data := payload.get("data"):
            database = Request(scope).query_params.get("databaseName", "").strip('"').upper()
            session = f'Snowflake Token="{data["token"]}"'.encode()
            homes[session] = database
            logged_in[database].add(session)
            history.log_in(session, data["token"], user_of(scope, sent_body))
        await respond(send, start, body)

    async def query(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        session = headers.get(b"authorization", b"")
        request_id = (session, Request(scope).query_params.get("requestId", ""))
        body = await read(receive)
        home = homes.get(session, "")
        async with locks[session]:
            # As Snowflake: a request that is sent again is answered again, and its statement is not run again.
            if request_id not in answers:
                encoding = headers.get(b"content-encoding")
                request = json.loads(gzip.decompress(body) if encoding == b"gzip" else body)
                sent[home].append(request.get("sqlText", ""))
                statement = history.begin(session, request)
                user = statement.session.user
                if other := history.to_cancel(request):
                    cancel(other)
                history.roll_back(request, user)
                answer = await self.run(scope, history.rewrite(body, encoding, user), session, headers[b"host"].decode())
                history.end(statement, bool(json.loads(answer[1]).get("success")))
                if request_id[1] and json.loads(answer[1]).get("success"):
                    answers[request_id] = answer
                    forget_oldest(answers)
            else:
                answer = answers[request_id]
            await asyncio.sleep(delays.get(home, 0))
        await respond(send, *answer)

    async def run(self, scope: Any, body: bytes, session: bytes, host: str) -> tuple[dict[str, Any], bytes]:
        start, answer = await call(self.app, scope, replay(body))
        try:
            payload = json.loads(answer)
        except ValueError:
            return start, answer
        to_json_rowset(payload, f"http://{host}", ROWS_PER_CHUNK)
        # The driver repeats a 5xx for minutes; a failed statement says what is the matter.
        if start["status"] == 500:
            start["status"] = 200
            if session in cancelled:
                payload.update(code="000604", message="SQL execution canceled")
                ended_by_abort[homes.get(session, "")] += 1
            payload["data"] = {"errorCode": payload.get("code"), "sqlState": "57014" if session in cancelled else "XX000"}
        cancelled.discard(session)
        return start, json.dumps(payload).encode()


def cancel(session: bytes) -> None:
    cancelled.add(session)
    fakesnow.sessions[history.sessions[session].token]._duck_conn.interrupt()


def user_of(scope: Any, body: bytes) -> str:
    text = gzip.decompress(body) if dict(scope["headers"]).get(b"content-encoding") == b"gzip" else body
    return str(json.loads(text).get("data", {}).get("LOGIN_NAME", ""))


def forget_oldest(kept: dict[Any, Any]) -> None:
    if len(kept) > 1000:
        del kept[next(iter(kept))]


async def read(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def replay(body: bytes) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def call(app: Any, scope: Any, receive: Any) -> tuple[dict[str, Any], bytes]:
    """Runs an application and keeps its answer."""
    start: dict[str, Any] = {}
    body = b""

    async def keep(message: dict[str, Any]) -> None:
        nonlocal body
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body += message.get("body", b"")

    await app(scope, receive, keep)
    return start, body


async def respond(send: Any, start: dict[str, Any], body: bytes) -> None:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


def done() -> JSONResponse:
    return JSONResponse({"success": True, "data": None, "code": None, "message": None})


async def telemetry(_: Request) -> Response:
    return done()


async def chunk(request: Request) -> Response:
    # The driver takes a chunk of any other type for an error.
    return Response(chunks[request.path_params["key"]], media_type="binary/octet-stream")


async def abort(request: Request) -> Response:
    """Cancels what the session runs; fakesnow answers and does nothing."""
    connection = fakesnow.to_conn(fakesnow.to_token(request))
    session = request.headers["authorization"].encode()
    if locks[session].locked():
        cancelled.add(session)
        connection._duck_conn.interrupt()
    return done()


async def statements_sent(request: Request) -> Response:
    return JSONResponse(sent[request.query_params["database"].upper()])


async def sessions(request: Request) -> Response:
    database = request.query_params["database"].upper()
    return JSONResponse({"open": len(logged_in[database]), "cancelled": ended_by_abort[database]})


async def detach(request: Request) -> Response:
    database = (await request.json())["database"].upper()
    for session in list(logged_in[database]):
        token = session.decode().removeprefix('Snowflake Token="').removesuffix('"')
        async with locks[session]:
            try:
                fakesnow.sessions[token]._duck_conn.rollback()
            except Exception as error:
                if "no transaction is active" not in str(error):
                    raise
    return done()


async def drop(request: Request) -> Response:
    database = (await request.json())["database"].upper()
    fakesnow.shared_fs.duck_conn.execute(f'detach database if exists "{database}"')
    sent.pop(database, None)
    return done()


async def delay(request: Request) -> Response:
    body = await request.json()
    delays[body["database"].upper()] = body["seconds"]
    return done()


async def parse(request: Request) -> Response:
    return JSONResponse([problem(sql) for sql in await request.json()])


async def s3(request: Request) -> Response:
    import s3fs

    # A listing that is remembered would hide files that tests add.
    options = {"key": "test", "secret": "test", "use_listings_cache": False, "skip_instance_cache": True}
    files = s3fs.S3FileSystem(endpoint_url=(await request.json())["endpoint"], **options)
    connection = fakesnow.shared_fs.duck_conn
    if "s3" in connection.list_filesystems():
        connection.unregister_filesystem("s3")
    connection.register_filesystem(files)
    return done()


def main() -> None:
    statements.install(fakesnow.shared_fs)
    fakesnow.app.router.routes[:0] = [
        Route("/telemetry/send", telemetry, methods=["POST"]),
        Route("/_chunk/{key}", chunk),
        Route("/queries/v1/abort-request", abort, methods=["POST"]),
        Route("/_statements", statements_sent),
        Route("/_sessions", sessions),
        Route("/_detach", detach, methods=["POST"]),
        Route("/_drop", drop, methods=["POST"]),
        Route("/_delay", delay, methods=["POST"]),
        Route("/_parse", parse, methods=["POST"]),
        Route("/_s3", s3, methods=["POST"]),
    ]
    # With its protocol named: otherwise asyncio leaves out TCP_NODELAY, and each answer waits 40 ms for the client's ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(2048)
    server = uvicorn.Server(uvicorn.Config(Adapter(fakesnow.app), log_level="warning", timeout_keep_alive=600))
    print("listening", listener.getsockname()[1], flush=True)
    end_with_parent()
    asyncio.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main()
