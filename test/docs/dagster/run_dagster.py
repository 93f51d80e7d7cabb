"""Runs the program of docs/orchestration.md for Dagster: its text, and the assets to make. Prints which were made."""

import json
import os
import sys
import tempfile

os.environ["DAGSTER_HOME"] = tempfile.mkdtemp(prefix="kerros-dagster-")

import dagster as dg

made = {}
exec(sys.argv[1], made)
selection = [dg.AssetKey(name) for name in sys.argv[2].split(",")] if sys.argv[2] else None
result = dg.materialize([made["shop"]], selection=selection, raise_on_error=False)
names = sorted(event.asset_key.to_user_string() for event in result.get_asset_materialization_events())
print(json.dumps({"success": result.success, "made": names}))
