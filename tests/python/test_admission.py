"""Rows of `oyer admit` have their schema, and docs/formats.md names their fields."""

import json
import subprocess

import jsonschema
import pytest

import oyer
from conftest import BROKEN, DOUBLE, RIGHT, SOURCE, WRONG


def task(name, reference, *tests, **more):
    return {**DOUBLE, "id": name, "reference": reference, "function": {"tests": list(tests)}, **more}


GOOD = task("good", RIGHT, "assert double(2) == 4", "assert double(-3) == -6", "assert double(0) == 0")
WEAK = task("weak", RIGHT, "assert double(0) in (0, None)")  # a stub's answer passes
FALSE = task("false", WRONG, "assert double(3) == 6")
SHARED = task("shared", RIGHT, {"id": "seen", "code": "assert double(2) == 4", "visibility": "public"},
              {"id": "hidden", "code": "assert double(2) == 4"})
SEEDED = task("seeded", "import random\ndef double(x):\n    return x * random.randint(1, 2)\n", "assert double(3) == 6")
READS = {"schema": "oyer.task/1", "id": "reads", "prompt": "Print what you read.",
         "reference": "print(input())\n", "stdio": {"tests": [{"stdin": "a\n", "stdout": "a\n"}]}}
UNTOLD = {key: value for key, value in GOOD.items() if key != "reference"} | {"id": "untold"}
TASKS = [GOOD, WEAK, FALSE, SHARED, SEEDED, READS, UNTOLD, {**BROKEN, "reference": "def f(x):\n    return x\n"}]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("admission")
    (folder / "tasks.jsonl").write_text("".join(json.dumps(one) + "\n" for one in TASKS))
    done = subprocess.run([oyer.engine._PROGRAMS / "oyer", "admit", folder / "tasks.jsonl", "--out",
                           folder / "rows.jsonl", "--ledger", folder / "ledger", "--jobs", "2", "--runs", "8",
                           "--mutations", "6"], capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 3), done.stderr  # 3: BROKEN could not be judged
    return {row["task_id"]: row for row in map(json.loads, (folder / "rows.jsonl").read_text().splitlines())}


@pytest.fixture(scope="module")
def schema():
    return json.loads((SOURCE / "docs" / "schemas" / "admission.schema.json").read_text())


@pytest.fixture(scope="module")
def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_rows_of_every_verdict_have_their_schema(rows, validator):
    verdicts = {name: row["verdict"] for name, row in rows.items()}
    assert verdicts == {"good": "admit", "weak": "weak_tests", "false": "broken", "shared": "broken",
                        "seeded": "flaky", "reads": "admit", "untold": "broken", "broken": "broken"}
    for row in rows.values():
        assert [error.message for error in validator.iter_errors(row)] == []


@pytest.mark.parametrize("change", [
    {"verdict": "good"}, {"surprise": 1}, {"tpr": 1.5}, {"task": "00"}, {"stub": "AC"}, {"tests": -1},
    {"measured": {"cpu_ns": 1}}, {"shared_tests": [["a"]]}, {"mutations": {}}, {"schema": "oyer.admission/2"},
    {"unjudged": [{"what": "mutation", "error": "none"}]}, {"kills": [{"test": "0", "killed": 0, "alone": 0}]},
])
def test_what_is_no_admission_is_refused(rows, validator, change):
    assert list(validator.iter_errors({**rows["good"], **change}))


def test_the_page_names_every_field(schema):
    page = (SOURCE / "docs" / "formats.md").read_text()
    section = page[page.index("\n## Admission"):page.index("\n## The log")]
    inner = [schema["$defs"]["mutations"], *(schema["properties"][name] for name in ("reference", "measured")),
             *(schema["properties"][name]["items"] for name in ("groups", "kills", "unjudged"))]
    for name in [*schema["properties"], *(name for part in inner for name in part["properties"])]:
        assert f"`{name}`" in section, name
