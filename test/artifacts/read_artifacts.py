"""Reads artifacts with dbt-artifacts-parser, whose models refuse what dbt's schemas do not know, and prints what it found."""
import json
import sys
from pathlib import Path

from dbt_artifacts_parser import parser

target = Path(sys.argv[1])


def read(name):
    return json.loads((target / name).read_text())


manifest = parser.parse_manifest_v12(read("manifest.json"))
found = {
    "nodes": len(manifest.nodes),
    "sources": len(manifest.sources),
    "exposures": len(manifest.exposures),
}
if manifest.unit_tests:
    found["unitTests"] = len(manifest.unit_tests)
if (target / "run_results.json").exists():
    found["results"] = len(parser.parse_run_results_v6(read("run_results.json")).results)
if (target / "catalog.json").exists():
    catalog = parser.parse_catalog_v1(read("catalog.json"))
    found["catalog"] = len(catalog.nodes) + len(catalog.sources)
print(json.dumps(found))
