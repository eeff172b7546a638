"""Exports as those read them for whom they are made, and what must never be in one."""

import json
import os
import sqlite3
import subprocess

import pyarrow.parquet
import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
import datasets  # noqa: E402  it reads the environment

import oyer  # noqa: E402
from conftest import DOUBLE, RIGHT, WRONG  # noqa: E402

TRAINERS = ["trl-prompt", "trl-preference", "trl-kto", "verl", "openrlhf", "skyrl", "nemo-rl"]
FILES = [("jsonl", "jsonl"), ("parquet", "parquet"), ("sqlite", "sqlite")] + [
    (to, ending) for to in TRAINERS for ending in ("jsonl", "parquet")]

# Every place of a task that a trainer must not see holds a word of this kind.
SECRET = "xyzzy"
FUNCTION = {"schema": "oyer.task/1", "id": "function", "prompt": "Write f(x).", "entry_point": "f",
            "xyzzy_field": "xyzzy", "reference": "def f(x):\n    return {'xyzzy-in': 'xyzzy-out', 'open': 'out'}[x]\n",
            "function": {"prelude": "XYZZY = 'xyzzy-prelude'\n", "setup": "kept = 'xyzzy-setup'\n",
                         "tests": ["assert f('xyzzy-in') == 'xyzzy-out'",
                                   {"id": "seen", "code": "assert f('open') == 'out'", "visibility": "public"}]}}
CASES = {"schema": "oyer.task/1", "id": "cases", "prompt": "Write f(x).", "entry_point": "f",
         "extra": {"more": "xyzzy"}, "cases": {"tests": [{"input": ["xyzzy-in"], "expected": "xyzzy-out"},
                             {"input": ["open"], "expected": "out", "visibility": "public"}]}}
STDIO = {"schema": "oyer.task/1", "id": "stdio", "prompt": "Print.", "stdio": {
    "tests": [{"stdin": "xyzzy-in\n", "stdout": "xyzzy-out\n"}, {"stdin": "open\n", "stdout": "out\n",
                                                                  "visibility": "public"}]}}
BROKEN = {"schema": "oyer.task/1", "id": "broken", "prompt": "Never.", "entry_point": "f",
          "cases": {"rebuild": ["complex"], "tests": [{"input": ["xyzzy-in"], "expected": "xyzzy-out"}]}}
TASKS = [FUNCTION, CASES, STDIO, BROKEN]

# Answers that repeat what the private tests told them, in every way that a record hears of.
TELL = "def f(x):\n    raise ValueError('told ' + x)\n"
NAME = "def f(x):\n    raise type('Told_' + x.replace('-', '_'), (Exception,), {})(x)\n"
LATER = "seen = []\ndef f(x):\n    seen.append(x)\n    raise KeyError(*seen)\n"
KNOWN = "def f(x):\n    return 'out' if x == 'open' else x[:5] + '-' + 'out'\n"
SPOKEN = "import sys\nline = input()\nprint('out' if line == 'open' else line)\nsys.exit('told ' + line)\n"
HEARD = "line = input()\nprint('out' if line == 'open' else line.replace('in', 'out'))\n"
CANDIDATES = [(task, code) for task in ("function", "cases") for code in (TELL, NAME, LATER, KNOWN, "", "def f(x) no")]
CANDIDATES += [("stdio", SPOKEN), ("stdio", HEARD), ("broken", "def f(x):\n    return x\n")]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("exports") / "ledger"
    with oyer.Engine(jobs=2, cpu=5, ledger=path) as engine:
        results = engine.grade(TASKS, CANDIDATES)
    assert [result.verdict for result in results].count("accepted") == 3
    assert results[-1].infra_error is not None
    return path


def export(ledger, folder, to, ending, **more):
    path = folder / f"rows.{ending}"
    report = oyer.export(ledger, to=to, path=path, **more)
    assert [name for name in os.listdir(folder) if ".partial" in name] == []
    return path, report


def text_of(path):
    """All that a file says, whatever it is compressed with."""
    if path.suffix == ".parquet":
        return json.dumps(pyarrow.parquet.read_table(path).to_pylist())
    if path.suffix == ".sqlite":
        return path.read_bytes().decode("utf-8", "replace")
    return path.read_text()


def load(path, folder):
    """As verl, SkyRL, OpenRLHF and NeMo-RL read their files, and whoever uses TRL."""
    kind = "parquet" if path.suffix == ".parquet" else "json"
    return datasets.load_dataset(kind, data_files=str(path), cache_dir=str(folder / "cache"))["train"]


@pytest.mark.parametrize("to, ending", FILES)
def test_nothing_private_is_in_any_export(ledger, tmp_path, to, ending):
    records = subprocess.run([oyer.engine._PROGRAMS / "oyer", "records", "export", "--ledger", ledger, "--with-tasks"],
                             check=True, capture_output=True, text=True).stdout
    assert records.count(SECRET) > 50, "nothing was planted"
    path, report = export(ledger, tmp_path, to, ending)
    assert report["records"] == len(CANDIDATES) and report["rows"] > 0
    told = text_of(path).lower()
    assert SECRET not in told and "write f(x)" in told


@pytest.fixture(scope="module")
def results():
    """Four answers to one task: right, wrong, right in another way, and one that could not be judged."""
    with oyer.Engine(jobs=2) as engine:
        answers = engine.grade(DOUBLE, [RIGHT, WRONG, "def double(x):\n    return x + x\n"])
        return answers + engine.grade(BROKEN, ["def f(x):\n    return x\n"])


def test_candidates_that_could_not_be_judged_are_null_and_never_zero(ledger, tmp_path):
    path, report = export(ledger, tmp_path, "sqlite", "sqlite", rule="rlef")
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT task_id, verdict, infra_error, reward FROM records ORDER BY rowid").fetchall()
    assert rows[0] == ("broken", None, "invalid_input", None) and report["infra_errors"] == 1
    assert [row[3] for row in rows[1:]].count(1.0) == 3 and all(row[3] in (1.0, -1.0) for row in rows[1:])
    path, _ = export(ledger, tmp_path, "parquet", "parquet")
    table = pyarrow.parquet.read_table(path)
    assert table.column("reward").null_count == 1 and table.num_rows == len(CANDIDATES)
    assert [str(table.schema.field(name).type) for name in ("index", "reward", "sound", "flags")] == [
        "int64", "double", "bool", "list<element: string>"]
    for to in ("trl-kto", "trl-preference"):
        path, report = export(ledger, tmp_path, to, "jsonl")
        assert report["infra_errors"] == 1 and '"broken"' not in path.read_text()


def test_the_three_forms_of_records_hold_the_same_rows(ledger, tmp_path):
    lines = [json.loads(line) for line in export(ledger, tmp_path, "jsonl", "jsonl")[0].read_text().splitlines()]
    table = pyarrow.parquet.read_table(export(ledger, tmp_path, "parquet", "parquet")[0])
    with sqlite3.connect(export(ledger, tmp_path, "sqlite", "sqlite")[0]) as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute("SELECT * FROM records ORDER BY rowid")]
    assert table.to_pylist() == lines
    for row in rows:
        row.update({name: json.loads(row[name]) for name in ("flags", "parents") if row[name] is not None})
        row.update({name: bool(row[name]) for name in ("sound", "last_turn") if row[name] is not None})
    assert rows == lines
    assert [(row["task_id"], row["index"]) for row in lines] == sorted((row["task_id"], row["index"]) for row in lines)


@pytest.mark.parametrize("to, ending", FILES)
def test_the_same_records_give_the_same_bytes(ledger, tmp_path, to, ending):
    first = export(ledger, tmp_path, to, ending)[0].read_bytes()
    assert export(ledger, tmp_path, to, ending)[0].read_bytes() == first


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_trl_reads_prompts_preferences_and_labels(results, tmp_path, ending):
    def rows(to, **more):
        return load(export(results, tmp_path, to, ending, tasks=[DOUBLE, BROKEN], **more)[0], tmp_path)

    prompts = rows("trl-prompt")
    assert prompts["prompt"][1] == [{"role": "user", "content": DOUBLE["prompt"]}]
    assert prompts["pass_rate"][:] == [None, 2 / 3]
    pairs = rows("trl-preference", pairs="accepted")
    assert [(row["chosen_index"], row["rejected_index"]) for row in pairs] == [(0, 1), (2, 1)]
    assert pairs[0]["chosen"] == [{"role": "assistant", "content": RIGHT}]
    labels = rows("trl-kto", plain=True)
    assert [(row["prompt"], row["completion"], row["label"]) for row in labels][:2] == [
        (DOUBLE["prompt"], RIGHT, True), (DOUBLE["prompt"], WRONG, False)]


def test_trl_itself_takes_the_rows_for_what_they_are(results, tmp_path):
    from trl import data_utils as utils  # without torch, which its trainers need and its readers do not
    for plain in (False, True):
        prompts, pairs, labels = (
            load(export(results, tmp_path, to, "jsonl", tasks=[DOUBLE, BROKEN], plain=plain, pairs="accepted")[0],
                 tmp_path) for to in ("trl-prompt", "trl-preference", "trl-kto"))
        assert [utils.is_conversational(row) for row in (prompts[0], pairs[0], labels[0])] == [not plain] * 3
        apart = utils.maybe_unpair_preference_dataset(pairs)
        assert apart["label"][:] == [True, True, False, False]
        assert {"prompt", "completion", "label"} <= set(apart.column_names) & set(labels.column_names)


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_verl_and_skyrl_read_prompts_and_the_name_of_the_tests(results, tmp_path, ending):
    digest = oyer.Task.from_dict(DOUBLE).digest
    for to, truth, kind in (("verl", "reward_model", "style"), ("skyrl", "reward_spec", "method")):
        rows = load(export(results, tmp_path, to, ending, tasks=[DOUBLE, BROKEN], split="test")[0], tmp_path)
        row = rows[1]
        assert row["prompt"] == [{"role": "user", "content": DOUBLE["prompt"]}] and row["data_source"] == "oyer"
        assert row[truth][kind] == "rule"
        assert json.loads(row[truth]["ground_truth"]) == {"task_id": "double", "task": digest}
        assert (row["extra_info"]["index"], row["extra_info"]["split"]) == (1, "test")
        assert rows[0]["extra_info"]["pass_rate"] is None and row["extra_info"]["pass_rate"] == 2 / 3
    assert row["env_class"] == "oyer"


@pytest.mark.parametrize("to, prompt, truth", [("openrlhf", "input", "label"), ("nemo-rl", "input", "output")])
def test_openrlhf_and_nemo_rl_read_texts_under_the_keys_that_they_expect(results, tmp_path, to, prompt, truth):
    rows = load(export(results, tmp_path, to, "jsonl", tasks=[DOUBLE, BROKEN])[0], tmp_path)
    assert rows[1][prompt] == DOUBLE["prompt"]
    assert json.loads(rows[1][truth])["task_id"] == "double"


def test_a_batch_without_tasks_says_what_it_lacks(results, tmp_path):
    report = oyer.export(results, to="trl-kto", path=tmp_path / "rows.jsonl")
    assert report == {"records": 4, "rows": 0, "superseded": 0, "infra_errors": 1, "unsound": 0, "turns": 0,
                      "promptless": 3}


@pytest.mark.parametrize("change, said", [
    ({"to": "nonsense"}, "'nonsense' is nothing to export to"),
    ({"to": "trl-kto", "rule": "expr:1 +"}, "column 4: a number or a name is missing"),
    ({"to": "sqlite", "source": "rows.jsonl"}, r"rows\.jsonl:2: record\.key"),
    ({"to": "sqlite", "source": "none"}, "none: no such file"),
])
def test_mistakes_are_named_and_leave_no_file(results, tmp_path, change, said):
    row = json.dumps(results[0].to_dict())
    (tmp_path / "rows.jsonl").write_text(row + "\n" + row.replace(results[0].to_dict()["task"], "0" * 64) + "\n")
    source = tmp_path / change.pop("source", "rows.jsonl")
    with pytest.raises(oyer.InvalidInput, match=said):
        oyer.export(source, path=tmp_path / "out.sqlite", **change)
    assert not (tmp_path / "out.sqlite").exists()
