"""boto3: every operation, the paginators, error codes, and the token that botocore fills in."""

import datetime

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, continuous, group, standing


def node_ids(client, name="main"):
    return [node["InstanceId"] for node in client.list_cluster_nodes(ClusterName=name)["ClusterNodeSummaries"]]


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def test_a_cluster_is_created_and_its_nodes_come_up(server, client):
    arn = client.create_cluster(**continuous())["ClusterArn"]
    assert arn.startswith(f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:cluster/")
    assert client.describe_cluster(ClusterName="main")["ClusterStatus"] == "Creating"
    statuses = []
    while True:
        nodes = client.list_cluster_nodes(ClusterName="main", IncludeNodeLogicalIds=True)["ClusterNodeSummaries"]
        statuses.append([node["InstanceStatus"]["Status"] for node in nodes])
        if statuses[-1] == ["Running", "Running"]:
            break
        assert len(statuses) < 60, statuses
        server.advance(2)
    assert statuses[0] == [] and ["Pending", "Pending"] in statuses
    cluster = client.describe_cluster(ClusterName=arn)
    assert cluster["ClusterStatus"] == "InService"
    assert cluster["InstanceGroups"][0]["CurrentCount"] == 2
    created = cluster["CreationTime"]
    assert (created.tzinfo is not None, created.microsecond) == (True, 250000)
    for node in nodes:
        assert node["PrivateDnsHostname"].endswith(f".{REGION}.compute.internal")
        assert node["InstanceStatus"] == {"Status": "Running", "Message": ""}


def test_reboot_and_replace(server, client):
    standing(server, client, continuous())
    first, second = node_ids(client)
    before = client.describe_cluster_node(ClusterName="main", NodeId=first)["NodeDetails"]
    reply = client.batch_reboot_cluster_nodes(ClusterName="main", NodeIds=[first, "i-00000000"])
    assert reply["Successful"] == [first]
    assert [(row["NodeId"], row["ErrorCode"]) for row in reply["Failed"]] == [("i-00000000", "InstanceIdNotFound")]
    assert "FailedNodeLogicalIds" not in reply
    again = client.batch_replace_cluster_nodes(ClusterName="main", NodeIds=[first])
    assert again["Failed"][0]["ErrorCode"] == "InstanceIdInUse"
    server.settle()
    assert client.describe_cluster_node(ClusterName="main", NodeId=first)["NodeDetails"] == before
    logical = before["NodeLogicalId"]
    reply = client.batch_replace_cluster_nodes(ClusterName="main", NodeLogicalIds=[logical])
    assert reply["SuccessfulNodeLogicalIds"] == [logical] and reply["FailedNodeLogicalIds"] == []
    server.settle()
    after = client.describe_cluster_node(ClusterName="main", NodeLogicalId=logical)["NodeDetails"]
    assert after["InstanceId"] not in (first, second)
    assert after["InstanceStatus"]["Status"] == "Running"


def test_adding_and_deleting_nodes(server, client):
    standing(server, client, continuous())
    add = [{"InstanceGroupName": "workers", "IncrementTargetCountBy": 1}]
    one = client.batch_add_cluster_nodes(ClusterName="main", NodesToAdd=add)
    two = client.batch_add_cluster_nodes(ClusterName="main", NodesToAdd=add)
    ids = [reply["Successful"][0]["NodeLogicalId"] for reply in (one, two)]
    assert ids[0] != ids[1], "botocore gives each call a token of its own"
    replay = [
        client.batch_add_cluster_nodes(ClusterName="main", NodesToAdd=add, ClientToken="same")["Successful"]
        for _ in range(2)
    ]
    assert replay[0] == replay[1]
    server.settle()
    reply = client.batch_delete_cluster_nodes(ClusterName="main", NodeLogicalIds=ids)
    assert reply["SuccessfulNodeLogicalIds"] == ids
    assert "Failed" not in reply
    server.settle()
    assert len(node_ids(client)) == 3
    assert client.describe_cluster(ClusterName="main")["InstanceGroups"][0]["TargetCount"] == 3


def test_paginators(server, client):
    for name in ("a", "b", "c"):
        client.create_cluster(**continuous(name, group(count=5)))
    server.settle()
    pages = list(client.get_paginator("list_clusters").paginate(SortBy="NAME", PaginationConfig={"PageSize": 2}))
    assert [[c["ClusterName"] for c in page["ClusterSummaries"]] for page in pages] == [["a", "b"], ["c"]]
    nodes = client.get_paginator("list_cluster_nodes").paginate(ClusterName="a", PaginationConfig={"PageSize": 2})
    assert len({node["InstanceId"] for page in nodes for node in page["ClusterNodeSummaries"]}) == 5
    events = client.get_paginator("list_cluster_events").paginate(ClusterName="a", PaginationConfig={"PageSize": 7})
    ids = [event["EventId"] for page in events for event in page["Events"]]
    assert len(ids) == len(set(ids)) > 30
    arn = client.describe_cluster(ClusterName="a")["ClusterArn"]
    client.add_tags(ResourceArn=arn, Tags=[{"Key": str(i), "Value": ""} for i in range(50)])
    tags = client.get_paginator("list_tags").paginate(ResourceArn=arn).build_full_result()["Tags"]
    assert len(tags) == 50


def test_updates(server, client):
    old = group(ImageReleaseVersion="1.1.0")
    standing(server, client, continuous("main", old))
    client.update_cluster(ClusterName="main", InstanceGroups=[group(count=3)])
    server.settle()
    assert len(node_ids(client)) == 3
    client.update_cluster_software(
        ClusterName="main",
        DeploymentConfig={"RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 1}}},
    )
    assert client.describe_cluster(ClusterName="main")["ClusterStatus"] == "SystemUpdating"
    assert code_of(client.update_cluster_software, ClusterName="main") == "ConflictException"
    server.settle()
    updated = client.describe_cluster(ClusterName="main")["InstanceGroups"][0]
    assert (updated["SoftwareUpdateStatus"], updated["TargetStateCount"]) == ("Succeeded", 3)


def test_events(server, client):
    standing(server, client, continuous())
    events = client.list_cluster_events(ClusterName="main", ResourceType="Instance")["Events"]
    assert events[0]["EventTime"] >= events[-1]["EventTime"]
    details = client.describe_cluster_event(ClusterName="main", EventId=events[0]["EventId"])["EventDetails"]
    assert details["Description"] == events[0]["Description"]
    assert details["EventDetails"]["EventMetadata"]["Instance"]["NodeLogicalId"]


def test_health_check(server, client):
    standing(server, client, continuous())
    checks = [{"InstanceGroupName": "workers", "DeepHealthChecks": ["InstanceStress", "InstanceConnectivity"]}]
    client.start_cluster_health_check(ClusterName="main", DeepHealthCheckConfigurations=checks)
    status = [n["InstanceStatus"]["Status"] for n in client.list_cluster_nodes(ClusterName="main")["ClusterNodeSummaries"]]
    assert status == ["DeepHealthCheckInProgress"] * 2
    again = {"ClusterName": "main", "DeepHealthCheckConfigurations": checks}
    assert code_of(client.start_cluster_health_check, **again) == "ConflictException"


def test_volumes(server, client):
    arn = standing(server, client, continuous())
    place = {"ClusterArn": arn, "NodeId": node_ids(client)[0], "VolumeId": "vol-0123456789abcdef0"}
    attached = client.attach_cluster_node_volume(**place)
    assert (attached["Status"], attached["DeviceName"]) == ("attaching", "/dev/sdf")
    assert attached["AttachTime"].tzinfo is not None
    server.settle()
    assert client.detach_cluster_node_volume(**place)["Status"] == "detaching"


def test_tags_and_deletion(server, client):
    arn = standing(server, client, continuous(Tags=[{"Key": "team", "Value": "a"}]))
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
    client.delete_tags(ResourceArn=arn, TagKeys=["team"])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "stage", "Value": "test"}]
    assert client.delete_cluster(ClusterName="main")["ClusterArn"] == arn
    assert client.describe_cluster(ClusterName="main")["ClusterStatus"] == "Deleting"
    server.settle()
    assert code_of(client.describe_cluster, ClusterName="main") == "ResourceNotFound"
    assert code_of(client.list_tags, ResourceArn=arn) == "ResourceNotFound"


def test_filters_take_every_form_of_time(server, client):
    standing(server, client, continuous())
    now = datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.timezone.utc)
    for time in (now, now.timestamp(), "2026-08-03T12:00:00Z", "2026-08-03"):
        assert len(client.list_clusters(CreationTimeAfter=time)["ClusterSummaries"]) == 1
        assert client.list_cluster_nodes(ClusterName="main", CreationTimeBefore=time)["ClusterNodeSummaries"] == []


@pytest.mark.parametrize(
    ("operation", "arguments", "code"),
    [
        ("describe_cluster", {"ClusterName": "nowhere"}, "ResourceNotFound"),
        ("describe_cluster", {"ClusterName": "-"}, "ValidationException"),
        ("create_cluster", continuous(), "ResourceInUse"),
        ("create_cluster", continuous("x", *(group(f"g{i}", 6758) for i in range(40))), "ResourceLimitExceeded"),
        ("create_cluster", continuous("x", group(InstanceType="ml.none")), "ValidationException"),
        ("delete_cluster", {"ClusterName": "main"}, "ConflictException"),
        ("update_cluster", {"ClusterName": "main"}, "ConflictException"),
        ("batch_reboot_cluster_nodes", {"ClusterName": "main"}, "ValidationException"),
        ("batch_replace_cluster_nodes", {"ClusterName": "main", "NodeIds": ["i-00000000"] * 26}, "ValidationException"),
        ("list_cluster_nodes", {"ClusterName": "main", "MaxResults": 101}, "ValidationException"),
        ("describe_cluster_node", {"ClusterName": "main", "NodeId": "i-00000000"}, "ResourceNotFound"),
    ],
)
def test_errors(client, operation, arguments, code):
    client.create_cluster(**continuous())
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**arguments)
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert len(response["Error"]["Message"]) > 20
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(response["ResponseMetadata"]["RequestId"]) == 36
    if code in ("ResourceNotFound", "ResourceInUse", "ConflictException", "ResourceLimitExceeded"):
        assert isinstance(caught.value, getattr(client.exceptions, code))


def test_accounts_and_regions_are_worlds_of_their_own(server, client):
    client.create_cluster(**continuous())
    for other in (server.client(key="444455556666"), server.client(region="eu-west-1")):
        assert other.list_clusters()["ClusterSummaries"] == []
    chinese = server.client(region="cn-north-1").create_cluster(**continuous(Orchestrator={"Slurm": {}}, NodeProvisioningMode="Continuous", InstanceGroups=[group(SlurmConfig={"NodeType": "Controller"})]))
    assert chinese["ClusterArn"].startswith("arn:aws-cn:sagemaker:cn-north-1:")


def test_a_suite_written_for_moto_can_reset_the_server(server, client):
    client.create_cluster(**continuous())
    assert server.post("/moto-api/reset") == {"status": "ok"}
    assert client.list_clusters()["ClusterSummaries"] == []
