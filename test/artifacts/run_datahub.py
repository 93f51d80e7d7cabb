"""Reads artifacts with DataHub's dbt source into a file, and prints its report and what it wrote.

Arguments: the folder with the artifacts, and the file."""

import json
import os
import sys

os.environ["DATAHUB_TELEMETRY_ENABLED"] = "false"

from datahub.ingestion.run.pipeline import Pipeline

target, file = sys.argv[1:]
pipeline = Pipeline.create(
    {
        "source": {
            "type": "dbt",
            "config": {
                "manifest_path": f"{target}/manifest.json",
                "catalog_path": f"{target}/catalog.json",
                "run_results_paths": [f"{target}/run_results.json"],
                "target_platform": "duckdb",
                "convert_urns_to_lowercase": False,
                # A file has no earlier state that could be patched.
                "write_semantics": "OVERRIDE",
                "meta_mapping": {"owner": {"match": ".*", "operation": "add_owner", "config": {"owner_type": "user"}}},
            },
        },
        "sink": {"type": "file", "config": {"filename": file}},
    }
)
pipeline.run()
report = pipeline.source.get_report()


def plain(entries):
    return [{"title": entry.title, "context": list(entry.context or [])} for entry in entries]


aspects = {}


def keep(urn, name, aspect):
    aspects.setdefault(urn.replace("urn:li:", "").replace("dataPlatform:", ""), {})[name] = aspect


def without_prefix(name):
    short = name.rsplit(".", 1)[-1]
    return short[0].lower() + short[1:]


with open(file) as records:
    for record in json.load(records):
        for snapshot in record.get("proposedSnapshot", {}).values():
            for aspect in snapshot["aspects"]:
                for name, value in aspect.items():
                    keep(snapshot["urn"], without_prefix(name), value)
        if "aspectName" in record:
            keep(record["entityUrn"], record["aspectName"], record["aspect"].get("json"))
print(json.dumps({"warnings": plain(report.warnings), "failures": plain(report.failures), "aspects": aspects}))
