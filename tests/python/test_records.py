"""Records of every verdict, as they really come, against their JSON Schema."""

import json
import subprocess

import jsonschema
import pytest

import oyer
from conftest import DOUBLE, ENDLESS, RIGHT, SOURCE, WRONG

ECHO = {"schema": "oyer.task/1", "id": "echo", "prompt": "Print what you read.",
        "stdio": {"checker": "exact", "tests": [{"stdin": "a b\n", "stdout": "a b\n", "visibility": "public"},
                                                {"stdin": "c\n", "stdout": "c\n"}]}}
# Its checker cannot bear an output that begins with "!".
TOUCHY = {"schema": "oyer.task/1", "id": "touchy", "prompt": "Print anything.",
          "stdio": {"checker": {"kind": "program", "source": "import sys\nassert open(sys.argv[2]).read(1) != '!'\n"},
                    "tests": [{"stdin": "", "stdout": "x\n"}]}}
BROKEN = {"schema": "oyer.task/1", "id": "broken", "prompt": "", "entry_point": "f",
          "cases": {"rebuild": ["complex"], "tests": [{"input": [["no", "number"]], "expected": 1}]}}
TASKS = [DOUBLE, ECHO, TOUCHY, BROKEN]
PTRACE = ("import ctypes\ndef double(x):\n    ctypes.CDLL(None).syscall(101, 0, 0, 0, 0)\n    return 2 * x\n")

HOARD = "def double(x):\n    kept = []\n    while True:\n        kept.append(bytes(1 << 26))\n"

# One candidate for each verdict, and last one that cannot be judged.
CANDIDATES = [
    ("accepted", {"task_id": "double", "completion": RIGHT, "origin": "us", "generation": 1, "parents": ["double"]}),
    ("wrong_answer", ("double", WRONG)),
    ("presentation_error", ("echo", "print(*input().split(), sep='  ')")),
    ("runtime_error", ("double", "def double(x):\n    raise KeyError(x)\n")),
    ("compile_error", ("double", "def double(x) return")),
    ("time_limit", ("double", ENDLESS)),
    ("memory_limit", ("double", HOARD)),
    ("output_limit", ("echo", "while True: print('a b' * 1000)")),
    ("denied", ("double", PTRACE)),
    ("judge_exhausted", ("touchy", "print('!')")),
    ("no_code", ("double", "")),
    (None, ("broken", "def f(x):\n    return x\n")),
]


def program(*words):
    return subprocess.run([oyer.engine._PROGRAMS / "oyer", *words], check=True, capture_output=True, text=True,
                          timeout=300).stdout


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return tmp_path_factory.mktemp("records") / "ledger"


@pytest.fixture(scope="module")
def results(ledger):
    with oyer.Engine(jobs=2, cpu=2, ledger=ledger) as engine:
        return engine.grade(TASKS, [candidate for _, candidate in CANDIDATES], rule="rltf")


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(program("records", "--schema"))
    assert schema == json.loads((SOURCE / "docs" / "schemas" / "record.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_each_candidate_has_the_verdict_that_it_was_made_for(results):
    assert [result.verdict for result in results] == [verdict for verdict, _ in CANDIDATES]


def test_records_of_every_verdict_have_their_schema(results, validator):
    for result in results:
        assert [error.message for error in validator.iter_errors(result.to_dict())] == []


def test_rows_of_the_command_have_it_too(results, ledger, validator):
    rows = [json.loads(line) for line in program("records", "export", "--ledger", ledger, "--with-tasks",
                                                 "--rule", "expr:passed / total").splitlines()]
    assert len(rows) == len(CANDIDATES)
    for row in rows:
        assert [error.message for error in validator.iter_errors(row)] == []


@pytest.mark.parametrize("change", [
    {"verdict": "AC"}, {"verdict": None}, {"surprise": 1}, {"turn": -1}, {"public": "PX"}, {"task_digest": "00"},
    {"reward": "1"}, {"seq": 0}, {"infra_error": {"kind": "host", "what": "", "errno": 0}},
])
def test_what_is_no_record_is_refused(results, validator, change):
    assert list(validator.iter_errors({**results[0].to_dict(), **change}))


def test_public_and_private_tests_have_vectors_of_their_own(results):
    accepted, wrong, odd = (results[place].to_dict() for place in (0, 1, 2))
    assert (accepted["public"], accepted["private"], accepted["evidence"]["planned"]) == ("P", "P", 2)
    assert (wrong["public"], wrong["private"]) == ("F", "P")
    assert (odd["public"], odd["private"]) == ("F", "P")
    assert [accepted[field] for field in ("episode", "turn", "parent_turn", "last_turn")] == ["", 0, None, True]
    assert accepted["task_digest"] == wrong["task_digest"] != odd["task_digest"]
    assert accepted["candidate_digest"] != wrong["candidate_digest"]


def test_only_what_could_not_be_judged_has_no_reward_under_any_rule(results):
    for rule in ("binary", "fraction", "rlef", "coderl", "rltf", "weighted", "expr:passed / total - no_code"):
        assert [result.reward_under(rule) is None for result in results] == [False] * 11 + [True]


def test_an_expression_is_a_rule_with_a_name_of_its_own(engine):
    (result,) = engine.grade(DOUBLE, [WRONG], rule="expr: if(accepted, 1, -passed / total)")
    assert result.reward == -0.5
    assert result.rule.startswith("expr/1:") and len(result.rule) == len("expr/1:") + 12
    with pytest.raises(oyer.InvalidInput, match="column 10: no number is called secret"):
        engine.grade(DOUBLE, [WRONG], rule="expr:1 + 2 *  secret")
