"""Runs commands of dbt-core, one after the other in one process, and prints what each came to.

Arguments: the folder of a dbt project, and the commands as JSON, each a list of words."""

import json
import os
import sys

from dbt.cli.main import dbtRunner

folder, commands = sys.argv[1], json.loads(sys.argv[2])
os.chdir(folder)
warnings = []


def note(event):
    if event.info.level in ("warn", "error"):
        warnings.append(f"{event.info.name}: {event.info.msg}")


runner = dbtRunner(callbacks=[note])
answers = []
for command in commands:
    warnings.clear()
    result = runner.invoke([*command, "--quiet", "--profiles-dir", ".", "--no-send-anonymous-usage-stats"])
    found = {"success": result.success, "warnings": list(warnings)}
    if command[0] == "ls":
        found["listed"] = result.result
    elif result.result is not None:
        found["compiled"] = {each.node.name: each.node.compiled_code for each in result.result.results}
        found["statuses"] = {each.node.name: str(each.status) for each in result.result.results}
    if result.exception is not None:
        found["exception"] = str(result.exception)
    answers.append(found)
print(json.dumps(answers))
