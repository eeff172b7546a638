"""What the tests of the Python package share: engines, tasks, and where benchmark data lies."""

import json
import os
import pathlib

import pytest

import oyer
from oyer import adapters

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = SOURCE.parent / "shared" / "data"

DOUBLE = {"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).", "entry_point": "double",
          "function": {"tests": ["assert double(2) == 4",
                                 {"id": "minus", "code": "assert double(-1) == -2", "visibility": "public"}]}}
RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return x * x\n"
ENDLESS = "def double(x):\n    while True:\n        pass\n"
# The harness cannot make this task's input: a fault that no candidate has a part in.
BROKEN = {"schema": "oyer.task/1", "id": "broken", "prompt": "", "entry_point": "f",
          "cases": {"rebuild": ["float"], "tests": [{"input": ["no number"], "expected": 1}]}}


@pytest.fixture(scope="session")
def engine():
    with oyer.Engine(jobs=2, cpu=2) as one:
        yield one


@pytest.fixture(scope="module")
def two_jobs():
    """The adapters' engine of this process, with two workers."""
    adapters.configure(jobs=2)
    yield
    adapters.close()


@pytest.fixture
def task_file(tmp_path):
    """DOUBLE and BROKEN, as a file."""
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(DOUBLE) + "\n" + json.dumps(BROKEN) + "\n")
    return path


def benchmark_file(name):
    """A file of the benchmark data. Where there is no such data the test is skipped; where a part lacks it fails."""
    if not DATA.is_dir():
        pytest.skip(f"no benchmark data at ../{DATA.parent.name}/{DATA.name}")
    path = DATA / name
    assert path.exists(), f"{name} is not among the benchmark data"
    return path


def processes_of():
    """Ids of all descendants of this process that still run."""
    children = _children()
    found, left = set(), [os.getpid()]
    while left:
        for child in children.get(left.pop(), []):
            found.add(child)
            left.append(child)
    return found


def children_of():
    """Ids of this process's own children that still run."""
    return set(_children().get(os.getpid(), []))


def _children():
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text()
            except OSError:
                continue
            fields = stat.rpartition(")")[2].split()
            if fields[0] != "Z":
                children.setdefault(int(fields[1]), []).append(int(entry))
    return children
