"""Training plans with boto3 and its paginators, and the main operations with the AWS CLI."""

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, aws

TARGET = ["hyperpod-cluster"]


def arn(resource, region=REGION):
    return f"arn:aws:sagemaker:{region}:{ACCOUNT}:{resource}"


def search(client, **change):
    asked = {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "DurationHours": 48, "TargetResources": TARGET}
    if "UltraServerType" in change:
        del asked["InstanceType"], asked["InstanceCount"]
    offerings = client.search_training_plan_offerings(**{**asked, **change})["TrainingPlanOfferings"]
    assert offerings, "the market has nothing"
    return offerings[0]


def buy(client, name, offering=None, **change):
    offering_id = (offering or search(client))["TrainingPlanOfferingId"]
    request = {"TrainingPlanName": name, "TrainingPlanOfferingId": offering_id, **change}
    return client.create_training_plan(**request)["TrainingPlanArn"]


def advance_to(server, client, name, member):
    """Moves the clock to the plan's start or end."""
    at = client.describe_training_plan(TrainingPlanName=name)[member]
    server.post("/_quartermaster/clock", {"advanceTo": at.strftime("%Y-%m-%dT%H:%M:%SZ")})


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def test_the_life_of_a_plan(server, client):
    offered = search(client)
    plan_arn = buy(client, "p5", offered, Tags=[{"Key": "team", "Value": "a"}])
    assert plan_arn == arn("training-plan/p5")

    def status():
        shown = client.describe_training_plan(TrainingPlanName="p5")
        return shown["Status"], [block["Status"] for block in shown["ReservedCapacitySummaries"]]

    assert status() == ("Pending", ["Pending"])
    server.settle()
    shown = client.describe_training_plan(TrainingPlanName="p5")
    assert shown["StatusMessage"] == "Payment confirmed, training plan scheduled."
    assert (shown["UpfrontFee"], shown["CurrencyCode"]) == (offered["UpfrontFee"], offered["CurrencyCode"])
    [block] = offered["ReservedCapacityOfferings"]
    assert (shown["StartTime"], shown["EndTime"]) == (block["StartTime"], block["EndTime"])
    lasts = timedelta(hours=shown["DurationHours"], minutes=shown["DurationMinutes"])
    assert lasts == shown["EndTime"] - shown["StartTime"]
    assert status() == ("Scheduled", ["Scheduled"])
    advance_to(server, client, "p5", "StartTime")
    assert status() == ("Active", ["Active"])
    capacity_arn = shown["ReservedCapacitySummaries"][0]["ReservedCapacityArn"]
    capacity = client.describe_reserved_capacity(ReservedCapacityArn=capacity_arn)
    assert (capacity["Status"], capacity["TotalInstanceCount"], capacity["AvailableInstanceCount"]) == ("Active", 1, 1)
    for tagged in (plan_arn, capacity_arn):
        assert client.list_tags(ResourceArn=tagged)["Tags"] == [{"Key": "team", "Value": "a"}]
    advance_to(server, client, "p5", "EndTime")
    assert status() == ("Expired", ["Expired"])


def test_an_extension(server, client):
    plan_arn = buy(client, "p5")
    server.settle()
    ends = client.describe_training_plan(TrainingPlanName="p5")["EndTime"]
    for hours in (24, 168):
        found = client.search_training_plan_offerings(TrainingPlanArn=plan_arn, DurationHours=hours)
        [offering] = found["TrainingPlanExtensionOfferings"]
        extension_id = offering["TrainingPlanExtensionOfferingId"]
        bought = client.extend_training_plan(TrainingPlanExtensionOfferingId=extension_id)["TrainingPlanExtensions"]
        assert (bought[-1]["Status"], bought[-1]["PaymentStatus"]) == ("Pending", "Pending")
        assert bought[-1]["UpfrontFee"] == offering["UpfrontFee"]
        server.settle()
    assert client.describe_training_plan(TrainingPlanName="p5")["EndTime"] == ends + timedelta(hours=192)
    pages = client.get_paginator("describe_training_plan_extension_history").paginate(
        TrainingPlanArn=plan_arn, PaginationConfig={"PageSize": 1}
    )
    history = [extension for page in pages for extension in page["TrainingPlanExtensions"]]
    assert [(each["DurationHours"], each["Status"]) for each in history] == [(24, "Scheduled"), (168, "Scheduled")]
    assert "bought already" in refusal(client.extend_training_plan, TrainingPlanExtensionOfferingId=extension_id)["Message"]


def test_ultra_servers_come_in_pages(server):
    client = server.client(region="us-east-1")
    offered = search(client, UltraServerType="ml.u-p6e-gb200x36", UltraServerCount=2)
    buy(client, "racks", offered, SpareInstanceCountPerUltraServer=2)
    shown = client.describe_training_plan(TrainingPlanName="racks")
    counts = [shown[f"{name}InstanceCount"] for name in ("Total", "Available", "InUse", "Unhealthy", "AvailableSpare")]
    assert counts == [18, 14, 0, 0, 4]
    capacity = shown["ReservedCapacitySummaries"][0]
    assert (capacity["ReservedCapacityType"], capacity["UltraServerCount"]) == ("UltraServer", 2)
    pages = client.get_paginator("list_ultra_servers_by_reserved_capacity").paginate(
        ReservedCapacityArn=capacity["ReservedCapacityArn"], PaginationConfig={"PageSize": 1}
    )
    found = [each for page in pages for each in page["UltraServers"]]
    assert len({each["UltraServerId"] for each in found}) == 2
    for each in found:
        assert (each["TotalInstanceCount"], each["ConfiguredSpareInstanceCount"]) == (9, 2)
        assert each["HealthStatus"] == "Insufficient-Data"
    server.settle()
    advance_to(server, client, "racks", "StartTime")
    [first, _] = client.list_ultra_servers_by_reserved_capacity(ReservedCapacityArn=capacity["ReservedCapacityArn"])[
        "UltraServers"
    ]
    assert first["HealthStatus"] == "OK"


def test_plans_are_listed_in_pages(server, client):
    for number in range(5):
        buy(client, f"p{number}")
    pages = client.get_paginator("list_training_plans").paginate(
        SortBy="TrainingPlanName",
        SortOrder="Descending",
        Filters=[{"Name": "Status", "Value": "Pending"}],
        PaginationConfig={"PageSize": 2},
    )
    names = [plan["TrainingPlanName"] for page in pages for plan in page["TrainingPlanSummaries"]]
    assert names == ["p4", "p3", "p2", "p1", "p0"]
    assert client.list_training_plans(Filters=[{"Name": "Status", "Value": "Active"}])["TrainingPlanSummaries"] == []


def test_refusals(server, client):
    offered = search(client)
    elsewhere = server.client(region="us-east-1")
    foreign = refusal(
        elsewhere.create_training_plan,
        TrainingPlanName="p",
        TrainingPlanOfferingId=offered["TrainingPlanOfferingId"],
    )
    assert foreign["Code"] == "ResourceNotFound" and "another account or in another region" in foreign["Message"]
    buy(client, "p", offered)
    again = {"TrainingPlanName": "p", "TrainingPlanOfferingId": search(client)["TrainingPlanOfferingId"]}
    in_use = refusal(client.create_training_plan, **again)
    assert in_use["Code"] == "ResourceInUse" and "such as 'p-2'" in in_use["Message"]
    unknown = refusal(client.describe_training_plan, TrainingPlanName="q1")
    assert unknown["Code"] == "ResourceNotFound"


def test_a_failed_payment(server, client):
    server.post("/_quartermaster/faults", {"type": "training-plan", "reason": "capacity", "count": 1})
    buy(client, "p")
    server.settle()
    failed = client.describe_training_plan(TrainingPlanName="p")
    assert failed["Status"] == "Failed" and "could not be reserved" in failed["StatusMessage"]
    events = server.call("GET", "/_quartermaster/events?plan=p&follow=false")["events"]
    assert [event["detail"]["Status"] for event in events] == ["Pending", "Pending", "Failed", "Failed"]


def test_the_aws_cli(server, client):
    def run(*arguments):
        code, out, err = aws(server, *arguments, "--output", "json")
        assert (code, err) == (0, ""), (arguments, err)
        return json.loads(out) if out else None

    offerings = run(
        *("search-training-plan-offerings", "--instance-type", "ml.p5.48xlarge", "--instance-count", "2"),
        *("--duration-hours", "24", "--target-resources", "training-job"),
    )["TrainingPlanOfferings"]
    created = run(
        *("create-training-plan", "--training-plan-name", "cli"),
        *("--training-plan-offering-id", offerings[0]["TrainingPlanOfferingId"]),
    )
    assert created == {"TrainingPlanArn": arn("training-plan/cli")}
    server.settle()
    shown = run("describe-training-plan", "--training-plan-name", "cli")
    assert (shown["Status"], shown["TotalInstanceCount"]) == ("Scheduled", 2)
    [listed] = run("list-training-plans", "--filters", "Name=Status,Value=Scheduled")["TrainingPlanSummaries"]
    capacity_arn = listed["ReservedCapacitySummaries"][0]["ReservedCapacityArn"]
    assert run("describe-reserved-capacity", "--reserved-capacity-arn", capacity_arn)["InUseInstanceCount"] == 0
    servers = run("list-ultra-servers-by-reserved-capacity", "--reserved-capacity-arn", capacity_arn)
    assert servers == {"UltraServers": []}


def test_a_cluster_on_a_plan(server, client):
    offered = search(client, InstanceCount=2, DurationHours=24)
    plan_arn = buy(client, "workers", offered)
    server.settle()
    zone = offered["ReservedCapacityOfferings"][0]["AvailabilityZone"]
    group = {
        "InstanceGroupName": "workers",
        "InstanceType": "ml.p5.48xlarge",
        "InstanceCount": 2,
        "ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/hyperpod",
        "TrainingPlanArn": plan_arn,
    }
    vpc = {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": [f"subnet-{zone}"]}
    request = {"ClusterName": "planned", "InstanceGroups": [group], "VpcConfig": vpc}
    error = refusal(client.create_cluster, **{**request, "InstanceGroups": [{**group, "InstanceCount": 3}]})
    assert error["Code"] == "ValidationException"
    assert "asks for 3 instances, and training plan 'workers' has 2" in error["Message"]
    client.create_cluster(**request)
    server.settle()

    def shown():
        [found] = client.describe_cluster(ClusterName="planned")["InstanceGroups"]
        in_use = client.describe_training_plan(TrainingPlanName="workers")["InUseInstanceCount"]
        return found["Status"], found["CurrentCount"], found["TrainingPlanStatus"], in_use

    assert shown() == ("InService", 0, "Scheduled", 2)
    advance_to(server, client, "workers", "StartTime")
    server.settle()
    assert shown() == ("InService", 2, "Active", 2)
    advance_to(server, client, "workers", "EndTime")
    assert shown() == ("InService", 0, "Expired", 0)
    client.delete_cluster(ClusterName="planned")
    server.settle()
