"""The server as a process: what a stop, a kill and a second start leave, and what its exit codes say."""

import signal
import subprocess

import pytest
from botocore.exceptions import ClientError
from conftest import NODE, ROOT, Server, continuous, standing


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_is_there_after_a_restart(tmp_path, how):
    store = ("--store", f"sqlite:{tmp_path}/store.sqlite", "--clock", "virtual=2026-08-03T12:00:00Z")
    first = Server(*store)
    client = first.client()
    standing(first, client, continuous())
    nodes = client.list_cluster_nodes(ClusterName="main", IncludeNodeLogicalIds=True)["ClusterNodeSummaries"]
    client.batch_reboot_cluster_nodes(ClusterName="main", NodeIds=[nodes[0]["InstanceId"]])
    assert first.stop(how) == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    second = Server(*store)
    client = second.client()
    found = client.list_cluster_nodes(ClusterName="main", IncludeNodeLogicalIds=True)["ClusterNodeSummaries"]
    assert [node["InstanceStatus"]["Status"] for node in found] == ["Pending", "Running"]
    second.settle()
    assert client.list_cluster_nodes(ClusterName="main", IncludeNodeLogicalIds=True)["ClusterNodeSummaries"] == nodes
    assert len(client.list_cluster_events(ClusterName="main")["Events"]) > 20
    assert second.stop() == 0


def test_signatures_are_checked_where_that_is_asked_for(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[a]\naws_access_key_id = AKIAONE\naws_secret_access_key = sesame\naccount_id = 999900001111\n")
    file.chmod(0o600)
    server = Server("--store", "memory", "--pace", "instant", "--auth", "sigv4", "--credentials", str(file))
    arn = server.client(key="AKIAONE", secret="sesame").create_cluster(**continuous())["ClusterArn"]
    assert ":999900001111:" in arn
    for key, secret, code in (
        ("AKIAONE", "guess", "InvalidSignatureException"),
        ("AKIATWO", "sesame", "UnrecognizedClientException"),
    ):
        with pytest.raises(ClientError) as caught:
            server.client(key=key, secret=secret).list_clusters()
        assert caught.value.response["Error"]["Code"] == code
    assert server.stop() == 0


def refused(*options):
    done = subprocess.run([str(NODE), "server/src/main.ts", *options], cwd=ROOT, capture_output=True, text=True, timeout=20)
    lines = [line for line in done.stderr.splitlines() if line.startswith("quartermaster: ")]
    assert len(lines) == 1, done.stderr
    return done.returncode, lines[0]


def test_a_start_that_cannot_be_says_why(tmp_path):
    foreign = tmp_path / "foreign.sqlite"
    foreign.write_text("This is somebody's diary, and no store at all." * 10)
    text = foreign.read_text()
    running = Server("--store", f"sqlite:{tmp_path}/held.sqlite")
    port = running.url.rsplit(":", 1)[1]
    for options, words in (
        (("--store", "memory", "--port", port), "is in use"),
        (("--store", f"sqlite:{tmp_path}/held.sqlite", "--port", "0"), "in use by another Quartermaster"),
        (("--store", f"sqlite:{foreign}", "--port", "0"), "is not a store of Quartermaster"),
        (("--store", "memory", "--host", "0.0.0.0"), "--insecure"),
        (("--store", "memory", "--pace", "hectic"), "must be one of realistic, brisk, instant"),
        (("--no-such-option",), "--no-such-option"),
    ):
        code, line = refused(*options)
        assert (code, words in line) == (2, True), line
    assert foreign.read_text() == text
    assert running.stop() == 0
