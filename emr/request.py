"""The one request that creates a cluster, with all its steps and all its limits.

A cluster is a batch job: it gets every step at its creation, ends itself after the last one or the
first that fails, and needs nobody who watches it.
"""

from __future__ import annotations

from typing import Any

from emr import names
from emr.budget import Budget
from emr.configurations import configurations
from emr.layout import Layout, dbt_variables
from emr.options import DATA_DISK_GB, ROOT_DISK_GB, ClusterOptions

RUN_TAG = "hyperion:run"
STEPS = ("thrift", "marts", "exports", "proof")


def job_flow(
    options: ClusterOptions, layout: Layout, limits: Budget, run_id: str, digest: str
) -> dict[str, Any]:
    """Return the arguments of RunJobFlow.

    Args:
        options: The cluster's make.
        layout: The buckets.
        limits: Its lifetime.
        run_id: The run.
        digest: The bundle's.
    """
    code = f"s3://{layout.staging_bucket}/{layout.code_key(digest, 'project.tar.gz')}"
    bootstrap = f"s3://{layout.staging_bucket}/{layout.code_key(digest, 'bootstrap.sh')}"
    proof = f"s3://{layout.staging_bucket}/{layout.proof_prefix(run_id)}"
    variables = dbt_variables(layout, options.catalog, run_id) | {
        "HYPERION_RUN_ID": run_id,
        "HYPERION_PROOF": proof,
        "HYPERION_EMR_RELEASE": options.release,
        "AWS_DEFAULT_REGION": options.region,
    }
    environment = [f"{name}={value}" for name, value in sorted(variables.items())]
    instances: dict[str, Any] = {
        "InstanceGroups": _groups(options),
        # The cluster ends when no step is left, and nothing protects it from being ended.
        "KeepJobFlowAliveWhenNoSteps": False,
        "TerminationProtected": False,
    }
    if options.subnet:
        instances["Ec2SubnetId"] = options.subnet
    return {
        "Name": f"{layout.prefix}-{run_id}",
        "ReleaseLabel": options.release,
        "LogUri": layout.logs(),
        "Applications": [{"Name": name} for name in ("Hadoop", "Hive", "Spark", "Trino")],
        "Configurations": configurations(options, layout, run_id),
        "Instances": instances,
        "EbsRootVolumeSize": ROOT_DISK_GB,
        "JobFlowRole": options.instance_profile or names.spark_runner(layout.prefix),
        "ServiceRole": options.service_role or names.emr_service_role(layout.prefix),
        "AutoTerminationPolicy": {"IdleTimeout": options.idle_minutes * 60},
        "BootstrapActions": [
            {
                "Name": "cost cap and project",
                "ScriptBootstrapAction": {
                    "Path": bootstrap,
                    "Args": [str(limits.lifetime_seconds), code, options.region],
                },
            }
        ],
        "Steps": [_step(name, environment) for name in STEPS],
        # A cluster is found by these, whoever still knows its id.
        "Tags": names.tag_list(layout.prefix, **{RUN_TAG: run_id}),
        "VisibleToAllUsers": True,
    }


def _groups(options: ClusterOptions) -> list[dict[str, Any]]:
    disk = {
        "EbsBlockDeviceConfigs": [
            {
                "VolumeSpecification": {"VolumeType": "gp3", "SizeInGB": DATA_DISK_GB},
                "VolumesPerInstance": 1,
            }
        ]
    }
    common = {"InstanceType": options.instance_type, "EbsConfiguration": disk}
    master = {"Name": "master", "InstanceRole": "MASTER", "InstanceCount": 1, **common}
    # Without a bid EMR offers the price on demand for Spot nodes.
    return [
        {**master, "Market": "ON_DEMAND"},
        {
            "Name": "core",
            "InstanceRole": "CORE",
            "InstanceCount": options.core_count,
            "Market": "SPOT" if options.spot else "ON_DEMAND",
            **common,
        },
    ]


def _step(name: str, environment: list[str]) -> dict[str, Any]:
    return {
        "Name": name,
        "ActionOnFailure": "TERMINATE_CLUSTER",
        "HadoopJarStep": {
            "Jar": "command-runner.jar",
            "Args": ["env", *environment, "bash", "/mnt/hyperion/emr/node/step.sh", name],
        },
    }
