"""Answers as Snowflake gives them to drivers that read no Arrow: rowsets of JSON, long ones in chunks to download."""

import base64
import datetime
import decimal
import json
import os
import secrets
from typing import Any

import pyarrow
from fakesnow.transforms import stage

EPOCH = datetime.date(1970, 1, 1)

# The driver formats and converts by these, and fails where BINARY_OUTPUT_FORMAT is missing.
PARAMETERS = {
    "TIMEZONE": "Etc/UTC",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "BINARY_OUTPUT_FORMAT": "HEX",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
}

chunks: dict[str, bytes] = {}


def to_text(value: Any, kind: str) -> str | None:
    """A value as it stands in a JSON rowset: days since 1970, `seconds.nanoseconds`, hexadecimal digits."""
    if value is None:
        return None
    if isinstance(value, dict) and "epoch" in value:
        return timestamp_text(value)
    if kind == "boolean":
        return "1" if value else "0"
    if kind == "date":
        return str((value - EPOCH).days)
    if kind == "time":
        return f"{value // 10**9}.{value % 10**9:09d}"
    if isinstance(value, bytes):
        return value.hex().upper()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return float_text(value)
    return str(value)


def timestamp_text(value: dict[str, int | None]) -> str | None:
    """fakesnow gives seconds, a fraction in nanoseconds and, for TIMESTAMP_TZ, an offset in minutes plus 1440."""
    if value["epoch"] is None:
        return None
    nanoseconds = value["epoch"] * 10**9 + value["fraction"]
    sign, nanoseconds = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    text = f"{sign}{nanoseconds // 10**9}.{nanoseconds % 10**9:09d}"
    return f"{text} {value['timezone']}" if "timezone" in value else text


def float_text(value: float) -> str:
    return {"nan": "NaN", "inf": "inf", "-inf": "-inf"}.get(repr(value), repr(value))


def to_rows(data: dict[str, Any]) -> list[list[str | None]]:
    """The rows of an answer in Arrow."""
    encoded = data.pop("rowsetBase64", "")
    if not encoded:
        return []
    table = pyarrow.ipc.open_stream(base64.b64decode(encoded)).read_all()
    columns = [
        [to_text(value, column["type"]) for value in values.to_pylist()]
        for column, values in zip(data["rowtype"], table.columns, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def to_json_rowset(payload: dict[str, Any], base_url: str, rows_per_chunk: int) -> None:
    """Rewrites an answer of fakesnow for the Node.js driver, in place."""
    data = payload.get("data")
    if not isinstance(data, dict):
        return
    hand_out_folder(data)
    parameters = data.setdefault("parameters", [])
    given = {parameter["name"] for parameter in parameters}
    parameters += [{"name": name, "value": value} for name, value in PARAMETERS.items() if name not in given]
    if data.get("queryResultFormat") == "arrow":
        data["queryResultFormat"] = "json"
        data["rowset"] = to_rows(data)
    if (rows := data.get("rowset")) is None:
        return
    data.setdefault("total", len(rows))
    data.setdefault("version", 1)
    data["returned"] = len(rows)
    if 0 < rows_per_chunk < len(rows):
        data["rowset"] = rows[:rows_per_chunk]
        data["chunkHeaders"] = {"x-test": "1"}
        data["chunks"] = [
            to_chunk(rows[start : start + rows_per_chunk], base_url)
            for start in range(rows_per_chunk, len(rows), rows_per_chunk)
        ]


def to_chunk(rows: list[list[str | None]], base_url: str) -> dict[str, Any]:
    """A chunk is a list without its brackets."""
    body = json.dumps(rows)[1:-1].encode()
    key = secrets.token_hex(12)
    chunks[key] = body
    size = len(body)
    return {"url": f"{base_url}/_chunk/{key}", "rowCount": len(rows), "uncompressedSize": size, "compressedSize": size}


def hand_out_folder(data: dict[str, Any]) -> None:
    """PUT: the driver's Google client refuses fakesnow's URL, so it is given the folder behind the stage."""
    info = data.get("stageInfo")
    if not info or not info.get("presignedUrl"):
        return
    path = info["presignedUrl"].split("/fs_bucket/", 1)[1].rsplit("/", 1)[0]
    location = os.path.join(stage.LOCAL_BUCKET_PATH, path)
    os.makedirs(location, exist_ok=True)
    data["stageInfo"] = {"locationType": "LOCAL_FS", "location": location, "creds": {}}
