"""Endpoints with boto3 (sagemaker and sagemaker-runtime) and with the AWS CLI, on demand and on a training plan."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, Server, aws

IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/llm:1"
EXPIRED = "Endpoint capacity reservation has expired. Please update endpoint configuration."


@pytest.fixture
def runtime(server):
    return server.client(service="sagemaker-runtime")


def arn(resource):
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{resource}"


def variant(count=1, plan=None, **change):
    """A variant of model `llm`, on demand or on the instances of a plan."""
    reserved = {"MlReservationArn": plan, "CapacityReservationPreference": "capacity-reservations-only"}
    return {
        "VariantName": "main",
        "ModelName": "llm",
        "InstanceType": "ml.p5.48xlarge",
        "InitialInstanceCount": count,
        **({"CapacityReservationConfig": reserved} if plan else {}),
        **change,
    }


def with_model(client):
    client.create_model(ModelName="llm", PrimaryContainer={"Image": IMAGE})


def deployed(server, client, name, *variants):
    """An endpoint in service, of a configuration of the same name."""
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=list(variants))
    client.create_endpoint(EndpointName=name, EndpointConfigName=name)
    server.settle()


def active_plan(server, client, name, count):
    asked = {"InstanceType": "ml.p5.48xlarge", "InstanceCount": count, "DurationHours": 24, "TargetResources": ["endpoint"]}
    offering = client.search_training_plan_offerings(**asked)["TrainingPlanOfferings"][0]
    plan = client.create_training_plan(
        TrainingPlanName=name, TrainingPlanOfferingId=offering["TrainingPlanOfferingId"]
    )["TrainingPlanArn"]
    advance_to(server, client, name, "StartTime")
    return plan


def advance_to(server, client, name, member):
    at = client.describe_training_plan(TrainingPlanName=name)[member]
    server.post("/_quartermaster/clock", {"advanceTo": at.strftime("%Y-%m-%dT%H:%M:%SZ")})


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response


def status(client, name):
    return client.describe_endpoint(EndpointName=name)["EndpointStatus"]


def test_the_life_of_an_endpoint(server, client, runtime):
    with_model(client)
    client.create_endpoint_config(EndpointConfigName="one", ProductionVariants=[variant()])
    created = client.create_endpoint(EndpointName="chat", EndpointConfigName="one", Tags=[{"Key": "team", "Value": "a"}])
    assert created["EndpointArn"] == arn("endpoint/chat")
    assert status(client, "chat") == "Creating"
    early = refusal(runtime.invoke_endpoint, EndpointName="chat", Body=b"x")["Error"]
    assert early["Code"] == "ValidationError" and "is Creating" in early["Message"]
    server.settle()
    client.get_waiter("endpoint_in_service").wait(EndpointName="chat", WaiterConfig={"Delay": 0, "MaxAttempts": 1})
    client.update_endpoint_weights_and_capacities(
        EndpointName="chat", DesiredWeightsAndCapacities=[{"VariantName": "main", "DesiredInstanceCount": 3}]
    )
    assert status(client, "chat") == "Updating"
    server.settle()
    [main] = client.describe_endpoint(EndpointName="chat")["ProductionVariants"]
    assert (main["CurrentInstanceCount"], main["DesiredInstanceCount"]) == (3, 3)
    client.create_endpoint_config(EndpointConfigName="two", ProductionVariants=[variant(2)])
    client.update_endpoint(EndpointName="chat", EndpointConfigName="two", RetainAllVariantProperties=True)
    pending = client.describe_endpoint(EndpointName="chat")["PendingDeploymentSummary"]
    assert pending["EndpointConfigName"] == "two"
    server.settle()
    shown = client.describe_endpoint(EndpointName="chat")
    assert (shown["EndpointConfigName"], shown["ProductionVariants"][0]["CurrentInstanceCount"]) == ("two", 3)
    client.delete_endpoint(EndpointName="chat")
    assert status(client, "chat") == "Deleting"
    server.settle()
    gone = refusal(client.describe_endpoint, EndpointName="chat")["Error"]
    assert gone == {"Code": "ValidationException", "Message": f'Could not find endpoint "{arn("endpoint/chat")}".'}
    client.delete_endpoint_config(EndpointConfigName="one")
    client.delete_model(ModelName="llm")
    assert client.list_models()["Models"] == []


def test_requests_are_answered(server, client, runtime):
    with_model(client)
    deployed(server, client, "chat", variant())
    reply = runtime.invoke_endpoint(
        EndpointName="chat",
        Body=b'{"prompt": "hello"}',
        ContentType="application/json",
        Accept="application/json",
        CustomAttributes="trace=7",
        TargetVariant="main",
    )
    assert (reply["ContentType"], reply["InvokedProductionVariant"]) == ("application/json", "main")
    assert reply["CustomAttributes"] == "trace=7"
    answer = json.load(reply["Body"])
    assert (answer["model"], answer["body"]) == ("llm", '{"prompt": "hello"}')
    unknown = refusal(runtime.invoke_endpoint, EndpointName="no", Body=b"x")["Error"]
    assert unknown == {"Code": "ValidationError", "Message": f"Endpoint no of account {ACCOUNT} not found."}
    stream = refusal(runtime.invoke_endpoint_with_response_stream, EndpointName="chat", Body=b"x")["Error"]
    assert stream["Code"] == "ValidationError" and "is not served here" in stream["Message"]
    later = refusal(runtime.invoke_endpoint_async, EndpointName="chat", InputLocation="s3://b/k")["Error"]
    assert later["Code"] == "ValidationError" and "is not served here" in later["Message"]


def test_an_endpoint_on_a_plan(server, client, runtime):
    plan = active_plan(server, client, "p5", 2)
    with_model(client)
    too_many = refusal(
        client.create_endpoint_config, EndpointConfigName="three", ProductionVariants=[variant(3, plan)]
    )["Error"]
    assert too_many["Code"] == "ValidationException"
    assert too_many["Message"].startswith("Requested instance count (3) exceeds reserved capacity (2) for training plan.")
    deployed(server, client, "chat", variant(2, plan))
    [main] = client.describe_endpoint(EndpointName="chat")["ProductionVariants"]
    assert main["CapacityReservationConfig"] == {
        "MlReservationArn": plan,
        "CapacityReservationPreference": "capacity-reservations-only",
        "TotalInstanceCount": 2,
        "AvailableInstanceCount": 0,
        "UsedByCurrentEndpoint": 2,
        "Ec2CapacityReservations": [],
    }
    assert client.describe_training_plan(TrainingPlanName="p5")["InUseInstanceCount"] == 2
    past = refusal(
        client.update_endpoint_weights_and_capacities,
        EndpointName="chat",
        DesiredWeightsAndCapacities=[{"VariantName": "main", "DesiredInstanceCount": 3}],
    )["Error"]
    assert past["Code"] == "ValidationException" and "exceeds reserved capacity (2)" in past["Message"]
    assert runtime.invoke_endpoint(EndpointName="chat", Body=b"x")["ResponseMetadata"]["HTTPStatusCode"] == 200
    advance_to(server, client, "p5", "EndTime")
    with pytest.raises(runtime.exceptions.ModelError) as caught:
        runtime.invoke_endpoint(EndpointName="chat", Body=b"x")
    assert caught.value.response["Error"]["Message"] == EXPIRED
    client.create_endpoint_config(EndpointConfigName="demand", ProductionVariants=[variant(1)])
    client.update_endpoint(EndpointName="chat", EndpointConfigName="demand")
    server.settle()
    assert json.load(runtime.invoke_endpoint(EndpointName="chat", Body=b"x")["Body"])["endpointConfig"] == "demand"


class Model(BaseHTTPRequestHandler):
    """A model server: it adds up what it is given, and fails at what is no number."""

    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        try:
            code, reply = 200, str(sum(int(part) for part in text.split(",")))
        except ValueError:
            code, reply = 500, "not a number"
        self.send_response(code)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply.encode())

    def log_message(self, *_):
        pass


def test_a_model_server_answers():
    model = HTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    url = f"sum=http://127.0.0.1:{model.server_port}/invocations"
    server = Server("--store", "memory", "--clock", "virtual", "--invoke-forward", url)
    try:
        client, runtime = server.client(), server.client(service="sagemaker-runtime")
        with_model(client)
        deployed(server, client, "sum", variant())
        assert runtime.invoke_endpoint(EndpointName="sum", Body=b"1,2,3")["Body"].read() == b"6"
        with pytest.raises(runtime.exceptions.ModelError) as caught:
            runtime.invoke_endpoint(EndpointName="sum", Body=b"a")
        failed = caught.value.response
        assert (failed["OriginalStatusCode"], failed["OriginalMessage"]) == (500, "not a number")
        assert failed["ResponseMetadata"]["HTTPStatusCode"] == 424
    finally:
        model.shutdown()
        assert server.stop() == 0


def test_signatures_of_requests_are_checked(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[a]\naws_access_key_id = AKIAONE\naws_secret_access_key = sesame\naccount_id = 999900001111\n")
    file.chmod(0o600)
    server = Server("--store", "memory", "--pace", "instant", "--auth", "sigv4", "--credentials", str(file))
    try:
        ours = {"key": "AKIAONE", "secret": "sesame"}
        client, runtime = server.client(**ours), server.client(service="sagemaker-runtime", **ours)
        with_model(client)
        client.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant()])
        client.create_endpoint(EndpointName="chat", EndpointConfigName="c")
        reply = runtime.invoke_endpoint(EndpointName="chat", Body=b"x", CustomAttributes="a=1")
        assert json.load(reply["Body"])["endpoint"] == "chat"
        guess = server.client(service="sagemaker-runtime", key="AKIAONE", secret="guess")
        assert refusal(guess.invoke_endpoint, EndpointName="chat", Body=b"x")["Error"]["Code"] == "InvalidSignatureException"
    finally:
        assert server.stop() == 0


def test_lists_come_in_pages(server, client):
    with_model(client)
    for number in range(3):
        client.create_endpoint_config(EndpointConfigName=f"c{number}", ProductionVariants=[variant()])
        client.create_endpoint(EndpointName=f"e{number}", EndpointConfigName=f"c{number}")
    page = {"PageSize": 2}
    for operation, member, name in (
        ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"),
        ("list_endpoints", "Endpoints", "EndpointName"),
    ):
        pages = client.get_paginator(operation).paginate(SortBy="Name", SortOrder="Ascending", PaginationConfig=page)
        names = [each[name][1:] for found in pages for each in found[member]]
        assert names == ["0", "1", "2"]
    assert client.list_endpoints(StatusEquals="InService")["Endpoints"] == []


def test_the_aws_cli(server, client, tmp_path):
    def run(*arguments, **options):
        code, out, err = aws(server, *arguments, "--output", "json", **options)
        assert (code, err) == (0, ""), (arguments, err)
        return json.loads(out) if out else None

    run("create-model", "--model-name", "llm", "--primary-container", f"Image={IMAGE}")
    variants = json.dumps([variant(2)])
    run("create-endpoint-config", "--endpoint-config-name", "c", "--production-variants", variants)
    created = run("create-endpoint", "--endpoint-name", "chat", "--endpoint-config-name", "c")
    assert created == {"EndpointArn": arn("endpoint/chat")}
    server.settle()
    code, _, err = aws(server, "wait", "endpoint-in-service", "--endpoint-name", "chat")
    assert (code, err) == (0, "")
    [listed] = run("list-endpoints", "--status-equals", "InService")["Endpoints"]
    assert listed["EndpointName"] == "chat"
    answer = tmp_path / "answer.json"
    (tmp_path / "question.txt").write_text("hello")
    replied = run(
        *("invoke-endpoint", "--endpoint-name", "chat", "--content-type", "text/plain"),
        *("--body", f"fileb://{tmp_path}/question.txt", str(answer)),
        service="sagemaker-runtime",
    )
    assert replied["InvokedProductionVariant"] == "main"
    assert json.loads(answer.read_text())["body"] == "hello"
    run("delete-endpoint", "--endpoint-name", "chat")
    server.settle()
    code, _, err = aws(server, "describe-endpoint", "--endpoint-name", "chat")
    assert code != 0 and "(ValidationException)" in err and "Could not find endpoint" in err
