"""A real server process for each module of tests, driven by boto3 and by the AWS CLI as users drive them."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / "node_modules" / ".bin" / "node"
ACCOUNT = "111122223333"
REGION = "us-west-2"

# Nothing of the user's own AWS settings reaches the tests.
AWS = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "anything",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_PAGER": "",
}


# Reading the service's model takes half a second: once is enough.
SESSION = boto3.session.Session()


class Server:
    """One server process."""

    def __init__(self, *options, cwd=ROOT):
        command = [str(NODE), "server/src/main.ts", "--port", "0", "--log-level", "warn", *options]
        self.process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
        self.url = None
        for line in self.process.stdout:
            found = re.search(r"ready at (http://\S+)", line)
            if found:
                self.url = found[1]
                break
        assert self.url, f"the server did not start: exit code {self.process.wait()}"

    def client(self, region=REGION, key=ACCOUNT, secret="anything", token=None, service="sagemaker", **config):
        return SESSION.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(retries={"total_max_attempts": 1}, **config),
        )

    def post(self, path, body=None):
        return self.call("POST", path, body)

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def settle(self):
        """Lets everything under way come to its end: the clock is virtual."""
        return self.post("/_quartermaster/clock", {"runUntilIdle": True})

    def advance(self, seconds):
        return self.post("/_quartermaster/clock", {"advanceSeconds": seconds})

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=15)
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def server():
    running = Server("--store", "memory", "--clock", "virtual=2026-08-03T12:00:00.250Z", "--seed", "1")
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture(scope="module")
def client(server):
    return server.client()


@pytest.fixture(autouse=True)
def clean(request):
    """Each test begins with an empty server."""
    if "server" in request.fixturenames:
        request.getfixturevalue("server").post("/_quartermaster/reset")


def group(name="workers", count=2, **change):
    return {
        "InstanceGroupName": name,
        "InstanceCount": count,
        "InstanceType": "ml.g5.8xlarge",
        "ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/hyperpod",
        "LifeCycleConfig": {"SourceS3Uri": "s3://bucket/scripts/", "OnCreate": "on_create.sh"},
        **change,
    }


def continuous(name="main", *groups, **change):
    return {
        "ClusterName": name,
        "InstanceGroups": list(groups) or [group()],
        "Orchestrator": {"Eks": {"ClusterArn": f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/{name}"}},
        "NodeProvisioningMode": "Continuous",
        "NodeRecovery": "None",
        "VpcConfig": {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]},
        **change,
    }


def standing(server, client, request):
    """Creates a cluster and waits until its nodes stand."""
    arn = client.create_cluster(**request)["ClusterArn"]
    server.settle()
    return arn


def aws(server, *arguments, service="sagemaker", **environment):
    """The AWS CLI as a process; answers exit code, stdout and stderr."""
    command = [sys.executable, "-m", "awscli", service, *arguments]
    env = {**os.environ, **AWS, "AWS_ENDPOINT_URL": server.url, **environment}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr
