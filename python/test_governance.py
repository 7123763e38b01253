"""Task governance: the ten operations with boto3, and the main ones with the AWS CLI."""

import json

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, aws, continuous, standing

RESOURCES = [{"InstanceType": "ml.g5.8xlarge", "Count": 2}]
CALLER = {"IamIdentity": {"Arn": f"arn:aws:iam::{ACCOUNT}:root", "PrincipalId": ACCOUNT}}


def quota(arn, team="research", **change):
    return {
        "Name": f"{team}-quota",
        "ClusterArn": arn,
        "ComputeQuotaConfig": {"ComputeQuotaResources": RESOURCES},
        "ComputeQuotaTarget": {"TeamName": team},
        **change,
    }


def policy(arn, name="policy", **change):
    return {
        "Name": name,
        "ClusterArn": arn,
        "SchedulerConfig": {"PriorityClasses": [{"Name": "training", "Weight": 80}]},
        **change,
    }


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def test_a_compute_quota(server, client):
    arn = standing(server, client, continuous())
    created = client.create_compute_quota(**quota(arn, Tags=[{"Key": "a", "Value": "b"}]))
    quota_id = created["ComputeQuotaId"]
    assert created["ComputeQuotaArn"] == f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:compute-quota/{quota_id}"
    shown = client.describe_compute_quota(ComputeQuotaId=quota_id)
    assert (shown["Status"], shown["ComputeQuotaVersion"], shown["CreatedBy"]) == ("Creating", 1, CALLER)
    assert shown["ComputeQuotaConfig"] == {
        "ComputeQuotaResources": RESOURCES,
        "ResourceSharingConfig": {"Strategy": "LendAndBorrow", "BorrowLimit": 50},
        "PreemptTeamTasks": "LowerPriority",
    }
    server.settle()
    assert client.describe_compute_quota(ComputeQuotaId=quota_id)["Status"] == "Created"

    sharing = {"ComputeQuotaResources": RESOURCES, "ResourceSharingConfig": {"Strategy": "DontLend"}}
    change = {"ComputeQuotaId": quota_id, "TargetVersion": 1, "ComputeQuotaConfig": sharing}
    assert client.update_compute_quota(**change)["ComputeQuotaVersion"] == 2
    server.settle()
    stale = refusal(client.update_compute_quota, **change)
    assert stale["Code"] == "ConflictException" and "version 2" in stale["Message"]
    assert client.describe_compute_quota(ComputeQuotaId=quota_id)["Status"] == "Updated"
    first = client.describe_compute_quota(ComputeQuotaId=quota_id, ComputeQuotaVersion=1)
    assert first["ComputeQuotaConfig"] == shown["ComputeQuotaConfig"]

    [summary] = client.list_compute_quotas(ClusterArn=arn, Status="Updated")["ComputeQuotaSummaries"]
    assert (summary["ComputeQuotaId"], summary["ComputeQuotaVersion"]) == (quota_id, 2)
    assert client.list_tags(ResourceArn=created["ComputeQuotaArn"])["Tags"] == [{"Key": "a", "Value": "b"}]
    held = refusal(client.delete_cluster, ClusterName="main")
    assert held["Code"] == "ConflictException" and quota_id in held["Message"]
    client.delete_compute_quota(ComputeQuotaId=quota_id)
    assert client.describe_compute_quota(ComputeQuotaId=quota_id)["Status"] == "Deleting"
    server.settle()
    assert refusal(client.describe_compute_quota, ComputeQuotaId=quota_id)["Code"] == "ResourceNotFound"
    client.delete_cluster(ClusterName="main")


def test_a_cluster_scheduler_config(server, client):
    arn = standing(server, client, continuous())
    created = client.create_cluster_scheduler_config(**policy(arn))
    config_id = created["ClusterSchedulerConfigId"]
    server.settle()
    shown = client.describe_cluster_scheduler_config(ClusterSchedulerConfigId=config_id)
    assert shown["Status"] == "Created"
    assert shown["StatusDetails"] == dict.fromkeys(["PriorityClasses", "FairShare", "IdleResourceSharing"], "Created")
    assert shown["SchedulerConfig"]["FairShare"] == "Enabled"
    assert "already has cluster scheduler config" in refusal(
        client.create_cluster_scheduler_config, **policy(arn, "second")
    )["Message"]
    updated = client.update_cluster_scheduler_config(
        ClusterSchedulerConfigId=config_id, TargetVersion=1, SchedulerConfig={"FairShare": "Disabled"}
    )
    assert updated["ClusterSchedulerConfigVersion"] == 2
    server.settle()
    now = client.describe_cluster_scheduler_config(ClusterSchedulerConfigId=config_id)
    assert now["SchedulerConfig"] == {"FairShare": "Disabled", "IdleResourceSharing": "Disabled"}
    [summary] = client.list_cluster_scheduler_configs()["ClusterSchedulerConfigSummaries"]
    assert (summary["Name"], summary["Status"]) == ("policy", "Updated")
    client.delete_cluster_scheduler_config(ClusterSchedulerConfigId=config_id)
    server.settle()
    gone = refusal(client.describe_cluster_scheduler_config, ClusterSchedulerConfigId=config_id)
    assert gone["Code"] == "ResourceNotFound"


def test_paginators(server, client):
    for name in ("one", "two", "three"):
        arn = standing(server, client, continuous(name))
        client.create_compute_quota(**quota(arn, name))
        client.create_cluster_scheduler_config(**policy(arn, name))
    pages = client.get_paginator("list_compute_quotas").paginate(SortBy="Name", PaginationConfig={"PageSize": 2})
    names = [[row["Name"] for row in page["ComputeQuotaSummaries"]] for page in pages]
    assert names == [["two-quota", "three-quota"], ["one-quota"]]
    pages = client.get_paginator("list_cluster_scheduler_configs").paginate(
        SortOrder="Ascending", PaginationConfig={"PageSize": 1}
    )
    names = [row["Name"] for page in pages for row in page["ClusterSchedulerConfigSummaries"]]
    assert names == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"ComputeQuotaTarget": {"TeamName": "research"}}, "ConflictException", "already has compute quota"),
        ({"Name": "research-quota"}, "ConflictException", "is already in use"),
        ({"ClusterArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:cluster/aaaaaaaaaaaa"}, "ValidationException", "ListClusters"),
        ({"ComputeQuotaConfig": {"ComputeQuotaResources": [{"InstanceType": "ml.g5.8xlarge"}]}}, "ValidationException", "no amount"),
        ({"ComputeQuotaTarget": {"TeamName": "x" * 41}}, "ValidationException", "may have 40"),
    ],
)
def test_refusals(server, client, change, code, text):
    arn = standing(server, client, continuous())
    client.create_compute_quota(**quota(arn))
    refused = refusal(client.create_compute_quota, **{**quota(arn, "other"), **change})
    assert refused["Code"] == code and text in refused["Message"]


def test_failures_on_demand(server, client):
    arn = standing(server, client, continuous())
    server.post("/_quartermaster/faults", {"type": "governance", "operation": "create", "count": 1})
    quota_id = client.create_compute_quota(**quota(arn))["ComputeQuotaId"]
    server.settle()
    failed = client.describe_compute_quota(ComputeQuotaId=quota_id)
    assert failed["Status"] == "CreateFailed" and "could not be created" in failed["FailureReason"]


def test_the_aws_cli(server, client):
    def run(*arguments):
        code, out, err = aws(server, *arguments, "--output", "json")
        assert (code, err) == (0, ""), (arguments, err)
        return json.loads(out) if out else None

    arn = standing(server, client, continuous())
    created = run(
        *("create-compute-quota", "--name", "team-a", "--cluster-arn", arn),
        *("--compute-quota-config", "ComputeQuotaResources=[{InstanceType=ml.g5.24xlarge,Accelerators=16}]"),
        *("--compute-quota-target", "TeamName=team-a,FairShareWeight=5", "--activation-state", "Enabled"),
    )
    server.settle()
    by_id = ("--compute-quota-id", created["ComputeQuotaId"])
    shown = run("describe-compute-quota", *by_id)
    assert shown["ComputeQuotaConfig"]["ComputeQuotaResources"] == [
        {"InstanceType": "ml.g5.24xlarge", "Accelerators": 16, "VCpu": 384.0, "MemoryInGiB": 1536.0}
    ]
    update = run("update-compute-quota", *by_id, "--target-version", "1", "--description", "later")
    assert update["ComputeQuotaVersion"] == 2
    server.settle()
    assert run("list-compute-quotas")["ComputeQuotaSummaries"][0]["Status"] == "Updated"
    config = run(
        *("create-cluster-scheduler-config", "--name", "policy", "--cluster-arn", arn, "--scheduler-config"),
        "PriorityClasses=[{Name=training,Weight=80},{Name=inference,Weight=90}],FairShare=Enabled",
    )
    server.settle()
    assert run("list-cluster-scheduler-configs")["ClusterSchedulerConfigSummaries"][0]["Status"] == "Created"
    by_config = ("--cluster-scheduler-config-id", config["ClusterSchedulerConfigId"])
    update = ("--target-version", "1", "--scheduler-config", "FairShare=Disabled")
    assert run("update-cluster-scheduler-config", *by_config, *update)["ClusterSchedulerConfigVersion"] == 2
    server.settle()
    shown = run("describe-cluster-scheduler-config", *by_config)
    assert (shown["Status"], shown["SchedulerConfig"]["FairShare"]) == ("Updated", "Disabled")
    assert run("delete-compute-quota", *by_id) is None
    run("delete-cluster-scheduler-config", *by_config)
    server.settle()
    assert run("list-compute-quotas") == {"ComputeQuotaSummaries": []}
    code, out, err = aws(server, "describe-compute-quota", *by_id)
    assert code in (254, 255) and out == ""
    assert "An error occurred (ResourceNotFound) when calling the DescribeComputeQuota operation" in err
