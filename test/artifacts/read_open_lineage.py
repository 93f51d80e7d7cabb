"""
Builds OpenLineage events out of the classes of OpenLineage's own client, which refuse fields that the specification does not
have, fields that are missing, and a schema of another version; prints what it found.
"""
import importlib
import json
import pkgutil
import sys
import typing
from pathlib import Path

import attr
from openlineage.client import event_v2, generated

FACETS = {}
for module in pkgutil.iter_modules(generated.__path__):
    for found in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
        if isinstance(found, type) and hasattr(found, "_get_schema") and found.__name__.endswith("Facet"):
            FACETS[found._get_schema()] = found


def build(kind, value):
    """A value as the client's own type of it."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, getattr(__import__("types"), "UnionType", None)):
        if value is None:
            return None
        return build(next(each for each in arguments if each is not type(None)), value)
    if origin is list:
        return [build(arguments[0], each) for each in value]
    if origin is dict:
        return {key: build(arguments[1], each) for key, each in value.items()}
    if isinstance(kind, type) and attr.has(kind):
        kind = attr.resolve_types(kind)
        types = {field.name: field.type for field in attr.fields(kind)}
        return kind(**{key: build(types.get(key), each) for key, each in value.items()})
    if isinstance(kind, type) and kind in (str, int, bool, float):
        assert isinstance(value, kind), f"{value!r} is no {kind.__name__}"
    return value


def facets(given):
    for name, facet in given.items():
        kind = FACETS[facet["_schemaURL"]]
        build(kind, {key: value for key, value in facet.items() if not key.startswith("_")})
        yield name


found = {}
for line in Path(sys.argv[1]).read_text().splitlines():
    event = json.loads(line)
    names = [*facets(event["run"]["facets"]), *facets(event["job"]["facets"])]
    for dataset in [*event["inputs"], *event["outputs"]]:
        for kind in ("facets", "inputFacets", "outputFacets"):
            names += facets(dataset.get(kind, {}))
    event_v2.RunEvent(
        eventType=event_v2.RunState[event["eventType"]],
        eventTime=event["eventTime"],
        run=event_v2.Run(runId=event["run"]["runId"]),
        job=event_v2.Job(namespace=event["job"]["namespace"], name=event["job"]["name"]),
        inputs=[event_v2.InputDataset(namespace=each["namespace"], name=each["name"]) for each in event["inputs"]],
        outputs=[event_v2.OutputDataset(namespace=each["namespace"], name=each["name"]) for each in event["outputs"]],
        producer=event["producer"],
    )
    assert event["schemaURL"] == event_v2.RunEvent._get_schema(), event["schemaURL"]
    found[event["eventType"]] = found.get(event["eventType"], 0) + 1
    for name in names:
        found[name] = found.get(name, 0) + 1
print(json.dumps(found))
