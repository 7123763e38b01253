"""Training jobs with boto3, its paginator and waiter, and each operation with the AWS CLI."""

import json

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, aws


def arn(resource):
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{resource}"


def request(name, seconds=600, **change):
    return {
        "TrainingJobName": name,
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/training",
        "AlgorithmSpecification": {"TrainingImage": "train:1", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/models"},
        "ResourceConfig": {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "VolumeSizeInGB": 100},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3 * 86_400},
        "Environment": {"QUARTERMASTER_RUN_SECONDS": str(seconds)},
        **change,
    }


def statuses(client, name):
    shown = client.describe_training_job(TrainingJobName=name)
    return [transition["Status"] for transition in shown["SecondaryStatusTransitions"]]


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def advance_to(server, at):
    server.post("/_quartermaster/clock", {"advanceTo": at.strftime("%Y-%m-%dT%H:%M:%SZ")})


def test_the_life_of_a_job(server, client):
    created = client.create_training_job(**request("job", Tags=[{"Key": "team", "Value": "a"}]))
    assert created["TrainingJobArn"] == arn("training-job/job")
    assert client.list_tags(ResourceArn=arn("training-job/job"))["Tags"] == [{"Key": "team", "Value": "a"}]
    server.settle()
    client.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName="job")
    shown = client.describe_training_job(TrainingJobName="job")
    assert (shown["TrainingJobStatus"], shown["SecondaryStatus"]) == ("Completed", "Completed")
    assert statuses(client, "job") == ["Starting", "Pending", "Downloading", "Training", "Uploading", "Completed"]
    assert shown["TrainingTimeInSeconds"] == shown["BillableTimeInSeconds"] > 600
    assert shown["ModelArtifacts"] == {"S3ModelArtifacts": "s3://bucket/models/job/output/model.tar.gz"}
    client.delete_training_job(TrainingJobName="job")
    server.settle()
    assert refusal(client.describe_training_job, TrainingJobName="job") == {
        "Code": "ValidationException",
        "Message": "Requested resource not found.",
    }


def test_what_is_refused(server, client):
    client.create_training_job(**request("job"))
    again = refusal(client.create_training_job, **request("job"))
    assert again["Code"] == "ResourceInUse"
    assert again["Message"].endswith(f"with this name already exists ({arn('training-job/job')})")
    wait = {"StoppingCondition": {"MaxRuntimeInSeconds": 60, "MaxWaitTimeInSeconds": 60}}
    no_spot = refusal(client.create_training_job, **request("spot", **wait))
    assert no_spot["Message"].startswith("Invalid MaxWaitTimeInSeconds.")
    assert refusal(client.delete_training_job, TrainingJobName="job")["Code"] == "ResourceInUse"
    client.stop_training_job(TrainingJobName="job")
    server.settle()
    stopped = refusal(client.stop_training_job, TrainingJobName="job")
    assert stopped["Message"] == "The request was rejected because the training job is in status Stopped."


def test_lists(server, client):
    for number in range(5):
        client.create_training_job(**request(f"job-{number}"))
    client.stop_training_job(TrainingJobName="job-3")
    server.settle()
    pages = client.get_paginator("list_training_jobs").paginate(
        SortBy="CreationTime", SortOrder="Descending", StatusEquals="Completed", PaginationConfig={"PageSize": 2}
    )
    names = [job["TrainingJobName"] for page in pages for job in page["TrainingJobSummaries"]]
    assert names == ["job-4", "job-2", "job-1", "job-0"]


def test_a_job_on_a_plan(server, client):
    offering = client.search_training_plan_offerings(
        InstanceType="ml.p5.48xlarge", InstanceCount=2, DurationHours=24, TargetResources=["training-job"]
    )["TrainingPlanOfferings"][0]
    plan_arn = client.create_training_plan(
        TrainingPlanName="p5", TrainingPlanOfferingId=offering["TrainingPlanOfferingId"]
    )["TrainingPlanArn"]
    server.settle()
    resources = {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 2, "TrainingPlanArn": plan_arn}
    client.create_training_job(**request("short", 3_600, ResourceConfig=resources))
    client.create_training_job(**request("long", 70 * 3_600, ResourceConfig=resources))
    plan = client.describe_training_plan(TrainingPlanName="p5")
    advance_to(server, plan["StartTime"])
    server.advance(1_800)
    assert client.describe_training_plan(TrainingPlanName="p5")["InUseInstanceCount"] == 2
    assert statuses(client, "long") == ["Starting", "Pending"]
    server.advance(7_200)
    assert client.describe_training_job(TrainingJobName="short")["TrainingJobStatus"] == "Completed"
    assert statuses(client, "long")[-1] == "Training"
    advance_to(server, plan["EndTime"])
    failed = client.describe_training_job(TrainingJobName="long")
    assert failed["TrainingJobStatus"] == "Failed"
    assert failed["FailureReason"].startswith("InsufficientCapacityError: Training plan 'p5' has no time left")
    listed = client.list_training_jobs(TrainingPlanArnEquals=plan_arn)["TrainingJobSummaries"]
    assert {job["TrainingPlanArn"] for job in listed} == {plan_arn}
    events = server.call("GET", "/_quartermaster/events?job=long&follow=false")["events"]
    assert [event["detail"]["SecondaryStatus"] for event in events][-3:] == ["Interrupted", "Pending", "Failed"]


def test_the_aws_cli(server):
    def run(*arguments):
        code, out, err = aws(server, *arguments, "--output", "json")
        assert (code, err) == (0, ""), (arguments, err)
        return json.loads(out) if out else None

    asked = request("cli", ResourceConfig={**request("")["ResourceConfig"], "KeepAlivePeriodInSeconds": 3_600})
    created = run("create-training-job", "--cli-input-json", json.dumps(asked))
    assert created == {"TrainingJobArn": arn("training-job/cli")}
    server.settle()
    shown = run("describe-training-job", "--training-job-name", "cli")
    assert (shown["TrainingJobStatus"], shown["WarmPoolStatus"]["Status"]) == ("Completed", "Available")
    [listed] = run("list-training-jobs", "--warm-pool-status-equals", "Available")["TrainingJobSummaries"]
    assert listed["TrainingJobName"] == "cli"
    updated = run(
        *("update-training-job", "--training-job-name", "cli"),
        *("--resource-config", "KeepAlivePeriodInSeconds=0"),
    )
    assert updated == created
    shown = run("describe-training-job", "--training-job-name", "cli")
    assert shown["WarmPoolStatus"]["Status"] == "Terminated"
    assert run("delete-training-job", "--training-job-name", "cli") is None
    run("create-training-job", "--cli-input-json", json.dumps(request("stopped", 86_400)))
    server.advance(3_600)
    assert run("stop-training-job", "--training-job-name", "stopped") is None
    assert run("describe-training-job", "--training-job-name", "stopped")["TrainingJobStatus"] == "Stopping"
