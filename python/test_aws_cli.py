"""The AWS CLI, as people type it."""

import json

import pytest
from conftest import aws, continuous, group, standing

GROUP = (
    "InstanceGroupName=workers,InstanceCount=2,InstanceType=ml.g5.8xlarge,"
    "ExecutionRole=arn:aws:iam::111122223333:role/hyperpod"
)


def run(server, *arguments):
    code, out, err = aws(server, *arguments, "--output", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_cluster_from_creation_to_replacement(server):
    arn = run(
        server,
        *("create-cluster", "--cluster-name", "demo", "--instance-groups", GROUP),
        *("--tags", "Key=team,Value=a"),
    )["ClusterArn"]
    server.settle()
    assert run(server, "describe-cluster", "--cluster-name", "demo")["ClusterStatus"] == "InService"
    nodes = run(server, "list-cluster-nodes", "--cluster-name", "demo")
    assert "NextToken" not in nodes, "the CLI takes an empty token for the end"
    first = nodes["ClusterNodeSummaries"][0]["InstanceId"]
    reply = run(server, "batch-replace-cluster-nodes", "--cluster-name", "demo", "--node-ids", first)
    assert reply == {"Successful": [first], "Failed": []}
    server.settle()
    assert run(server, "list-tags", "--resource-arn", arn) == {"Tags": [{"Key": "team", "Value": "a"}]}


def test_pagination(server, client):
    standing(server, client, continuous("demo", group(count=5)))
    listing = ("list-cluster-nodes", "--cluster-name", "demo")
    assert len(run(server, *listing, "--page-size", "2")["ClusterNodeSummaries"]) == 5
    some = run(server, *listing, "--max-items", "3")
    assert len(some["ClusterNodeSummaries"]) == 3
    rest = run(server, *listing, "--starting-token", some["NextToken"])
    assert len(rest["ClusterNodeSummaries"]) == 2
    code, text, _ = aws(server, *listing, "--query", "ClusterNodeSummaries[].InstanceStatus.Status", "--output", "text")
    assert (code, text.split()) == (0, ["Running"] * 5)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ("describe-cluster", "--cluster-name", "nowhere"),
            "An error occurred (ResourceNotFound) when calling the DescribeCluster operation: Cluster 'nowhere' does not exist",
        ),
        (
            ("batch-reboot-cluster-nodes", "--cluster-name", "x", "--node-ids", "node-1"),
            "An error occurred (ValidationException) when calling the BatchRebootClusterNodes operation: 1 validation error detected: Value '[node-1]' at 'nodeIds' failed to satisfy constraint",
        ),
    ],
)
def test_error_text(server, arguments, text):
    code, out, err = aws(server, *arguments)
    assert code in (254, 255) and out == ""
    assert text in err
