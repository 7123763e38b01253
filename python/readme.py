"""
Reads a Markdown page as a newcomer does: every command block that a comment marks is run, in order, and what
comes out is held against what the page shows. `<!-- run -->` runs the next block; `<!-- run: until -->`
repeats it until it shows what the page shows; `<!-- run: server -->` starts what runs in the first terminal,
`<!-- run: stop -->` is Ctrl-C there; `<!-- run: no -->` marks what is installed before. Every block must be
marked. Ids, addresses and times are masked on both sides.

    python python/readme.py README.md            checks; ends with `N passed, N failed`
    python python/readme.py --update README.md   writes what came out into the page (what is waited for, too,
                                                 as it is after half a minute)
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNTIL_SECONDS = 120
UPDATE_SECONDS = 30
FENCE = re.compile(r"^```(\w*)$")
MARK = re.compile(r"^<!-- run(?:: (\w+))? -->$")


@dataclass
class Step:
    """A marked block: commands with the output that the page shows, or a program."""

    line: int
    how: str
    language: str = ""
    text: list[str] = field(default_factory=list)

    def commands(self):
        """Each command, and the lines that the page shows after it."""
        found = []
        for line in self.text:
            if line.startswith("$ "):
                found.append(([line[2:]], []))
            elif found and not found[-1][1] and found[-1][0][-1].endswith("\\"):
                found[-1][0].append(line)
            else:
                found[-1][1].append(line)
        return [("\n".join(command), output) for command, output in found]


def steps_of(page):
    """All steps of a page, in order; refuses a block that nobody marked."""
    steps, mark, block = [], None, None
    for number, line in enumerate(page.splitlines(), 1):
        if block is not None:
            if line == "```":
                block = None
            else:
                block.text.append(line)
        elif found := MARK.match(line):
            mark = found[1] or "run"
            if mark == "stop":
                steps.append(Step(number, mark))
                mark = None
        elif found := FENCE.match(line):
            assert mark is not None, f"line {number}: a block without a mark"
            block = Step(number, mark, found[1])
            steps.append(block)
            mark = None
    return steps


MASKS = [
    (r"sqlite:/\S+", "STORE"),
    (r"http://127\.0\.0\.1:\d+", "URL"),
    (r"\bi-[0-9a-f]{17}\b", "INSTANCE"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
    (r"\bfault-[0-9a-f]{8}\b", "FAULT"),
    (r"\bip-10(-\d{1,3}){3}\b", "HOST"),
    (r"\bcluster/[a-z0-9]{12}\b", "cluster/ID"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
    (r"\b\d{10}\.\d+\b", "TIME"),
    (r"[-─=+|]{2,}", "--"),
    (r"\s+", " "),
]


def masked(lines):
    """Whole lines, without what differs from run to run; blanks count as one."""
    text = []
    for line in lines:
        for pattern, name in MASKS:
            line = re.sub(pattern, name, line)
        if line.strip():
            text.append(line.strip())
    return text


class Terminals:
    """The two terminals of a newcomer: the server in the first, a shell in the second."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="quartermaster-readme-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "PATH": path,
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "QUARTERMASTER_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "npm_config_cache": str(self.home / "npm"),
        }
        self.server = None
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def here(self, text):
        return text.replace("8770", self.port)

    def run(self, command):
        """Types a command into the second terminal; answers what it printed and its exit code."""
        end = "=== end of a command ==="
        self.shell.stdin.write(f"{{ {self.here(command)}\n}} < /dev/null; code=$?; echo; echo '{end}' $code\n")
        self.shell.stdin.flush()
        lines = []
        for line in self.shell.stdout:
            if line.startswith(end):
                return lines[:-1] if lines and lines[-1] == "" else lines, int(line.split()[-1])
            lines.append(line.rstrip("\n"))
        raise RuntimeError("the shell ended")

    def program(self, step):
        code = self.here("\n".join(step.text))
        if step.language == "python":
            command = [sys.executable, "-c", code]
        else:
            command = [str(ROOT / "node_modules/.bin/node"), "--input-type=module", "-e", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def start(self, command, count):
        """Starts the server in the first terminal; answers that many lines from the one on that says it is ready."""
        separator = "" if " -- " in command else " --"
        self.server = subprocess.Popen(
            ["bash", "-c", f"exec {command}{separator} --port {self.port}"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        lines = []
        for line in self.server.stdout:
            if lines or "is ready at" in line:
                lines.append(line.rstrip("\n"))
            if len(lines) == count:
                return lines
        raise RuntimeError(f"the server did not start: {self.server.wait()}")

    def stop(self):
        """Ctrl-C in the first terminal, which reaches all that runs there."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGINT)
            self.server.wait(timeout=15)
            self.server.stdout.close()
            self.server = None

    def close(self):
        self.stop()
        self.shell.stdin.close()
        self.shell.wait(timeout=15)
        shutil.rmtree(self.home)


def check(step, terminals, patience):
    """Runs a step. Answers what each command really printed, and what the page shows."""
    if step.how == "stop":
        return terminals.stop()
    if step.language in ("python", "js"):
        code, output = terminals.program(step)
        assert code == 0, output
        return None
    real = []
    for command, shown in step.commands():
        if step.how == "server":
            real.append((command, terminals.start(command, len(shown)), shown))
            continue
        deadline = time.monotonic() + (patience if step.how == "until" else 0)
        while True:
            output, code = terminals.run(command)
            if (code == 0 and masked(output) == masked(shown)) or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        real.append((command, output, shown))
        assert code == 0, f"{command}\nended with exit code {code}:\n" + "\n".join(output)
    return real


def differences(real):
    return [
        f"$ {command}\nshows on the page:\n" + "\n".join(shown) + "\nand really:\n" + "\n".join(output)
        for command, output, shown in real or []
        if masked(output) != masked(shown)
    ]


def updated(page, step, real, port):
    """The page with what really came out, as it looks at the port and in the home of a newcomer."""
    lines = page.splitlines()
    text = [part for command, output, _ in real for part in [f"$ {command}", *output]]
    text = [re.sub(r"sqlite:/.*?/data/", "sqlite:/home/you/.local/share/", line.replace(port, "8770")) for line in text]
    before = lines[: step.line]
    return "\n".join([*before, *text, *lines[step.line + len(step.text) :]]) + "\n"


def main(path, update):
    page = Path(path).read_text()
    terminals = Terminals()
    passed, failures = 0, []
    try:
        for index in range(len(steps_of(page))):
            step = steps_of(page)[index]
            if step.how == "no":
                continue
            try:
                real = check(step, terminals, UPDATE_SECONDS if update else UNTIL_SECONDS)
                wrong = differences(real)
                if update and wrong:
                    page = updated(page, step, real, terminals.port)
                    wrong = []
                assert not wrong, "\n\n".join(wrong)
                passed += 1
            except (AssertionError, RuntimeError, subprocess.SubprocessError) as error:
                failures.append(f"{path}:{step.line}: {error}")
    finally:
        terminals.close()
    if update:
        Path(path).write_text(page)
    print("\n\n".join([*failures, f"{passed} passed, {len(failures)} failed"]))
    return 1 if failures else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    sys.exit(main(arguments[0], "--update" in sys.argv))
