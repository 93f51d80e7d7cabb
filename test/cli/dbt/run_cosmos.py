"""Loads and runs a kerros project with Cosmos' own code, and prints what came out of it as JSON: what each of the functions
below returns, or why it does not. To start Airflow takes most of the time, so they run in one process, one after the other.

Arguments: the project's folder, the path of kerros-dbt, and a program that makes a DAG."""

import json
import os
import sys
import tempfile
import traceback

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="kerros-airflow-"))
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "ERROR"
os.environ["AIRFLOW__COSMOS__ENABLE_CACHE"] = "False"
os.environ["AIRFLOW__COSMOS__ENABLE_TELEMETRY"] = "False"

from airflow.exceptions import AirflowException
from cosmos.config import ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode, LoadMode
from cosmos.dbt.graph import DbtGraph

FOLDER, KERROS_DBT = sys.argv[1], sys.argv[2]


def profile_config():
    return ProfileConfig(
        profile_name="kerros", target_name="dev", profiles_yml_filepath=os.path.join(FOLDER, "profiles.yml")
    )


def graph_of(method, select):
    manifest = os.path.join(FOLDER, "target", "manifest.json")
    is_manifest = method == LoadMode.DBT_MANIFEST
    project = ProjectConfig(project_name="shop", manifest_path=manifest) if is_manifest else ProjectConfig(FOLDER)
    graph = DbtGraph(
        project=project,
        profile_config=profile_config(),
        execution_config=ExecutionConfig(dbt_executable_path=KERROS_DBT, dbt_project_path=FOLDER if is_manifest else None),
        render_config=RenderConfig(
            dbt_executable_path=KERROS_DBT,
            select=select,
            dbt_deps=False,
            invocation_mode=InvocationMode.SUBPROCESS,
        ),
        dbt_vars={"least": 0},
    )
    graph.load(method=method)
    return {
        node.unique_id: {
            "type": node.resource_type.value,
            "depends_on": sorted(node.depends_on),
            "tags": list(node.tags),
            "materialized": node.config.get("materialized"),
            "fqn": node.fqn,
            "has_test": node.has_test,
            "exists": node.file_path.exists(),
        }
        for node in graph.filtered_nodes.values()
    }


def load():
    ls, manifest = LoadMode.DBT_LS, LoadMode.DBT_MANIFEST
    return {
        "ls": graph_of(ls, []),
        "manifest": graph_of(manifest, []),
        "ls_of_tag": sorted(graph_of(ls, ["tag:small", "totals"])),
        "manifest_of_tag": sorted(graph_of(manifest, ["tag:small", "totals"])),
    }


class TaskInstance:
    """Records what a task leaves for others."""

    def __init__(self):
        self.xcom = {}

    def xcom_push(self, key, value, **_):
        self.xcom[key] = value

    def xcom_pull(self, key=None, **_):
        return self.xcom.get(key)


def operators():
    from cosmos.operators import local

    def execute(name, **given):
        operator = getattr(local, f"Dbt{name}LocalOperator")(
            task_id=name.lower(),
            project_dir=FOLDER,
            profile_config=profile_config(),
            dbt_executable_path=KERROS_DBT,
            invocation_mode=InvocationMode.SUBPROCESS,
            install_deps=False,
            emit_datasets=False,
            **given,
        )
        found = {}
        hook = operator.subprocess_hook
        run_command = hook.run_command

        def record(*args, **kwargs):
            found["command"] = kwargs["command"][1:]
            result = run_command(*args, **kwargs)
            found["exit_code"], found["last"] = result.exit_code, result.output
            return result

        hook.run_command = record
        try:
            operator.execute({"run_id": "run", "ti": TaskInstance(), "task_instance": TaskInstance()})
        except AirflowException as error:
            found["error"] = str(error)
        found["compiled_sql"] = operator.compiled_sql
        return found

    return {
        "seed": execute("Seed", select="codes", full_refresh=True),
        "run": execute("Run", select=["+totals", "seen"], exclude=["codes"], vars={"least": 0}, fail_fast=True),
        "models": execute("Run", models="after_seen", quiet=True),
        "snapshot": execute("Snapshot", select="codes_history"),
        "test": execute("Test", select="totals", no_version_check=True),
        "failing_test": execute("Test", select="seen"),
        "build": execute("Build", select="fqn:shop.codes", log_format="json"),
        "freshness": execute("Source", select="source:raw.orders"),
        "ls": execute("LS", select="codes", partial_parse=False),
    }


def watcher():
    """What sensors learn of each node while one `dbt build` runs."""
    import subprocess

    from cosmos.operators._watcher.base import store_dbt_resource_status_from_log

    ti = TaskInstance()
    command = [KERROS_DBT, "build", "--log-format", "json", "--project-dir", FOLDER]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    skipped = set()
    for line in lines:
        store_dbt_resource_status_from_log(
            line, {"context": {"ti": ti}, "project_dir": FOLDER}, upstream_failure_skipped_ids=skipped
        )
    return {key: value for key, value in ti.xcom.items() if key.endswith(("_status", "_compiled_sql")) or "startup" in key}


def dag():
    """The DAG of a program: its tasks, and what each waits for."""
    made = {}
    exec(sys.argv[3], made)
    return {task.task_id: sorted(task.upstream_task_ids) for task in made["shop"].tasks}


def outcome(function):
    try:
        return {"returned": function()}
    except Exception:
        return {"raised": traceback.format_exc()}


print(json.dumps({one.__name__: outcome(one) for one in [load, operators, watcher, dag]}, default=str))
