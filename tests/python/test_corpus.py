"""A corpus as Arrow batches, and as Hugging Face's own loader reads it."""

import json
import os
import random
import subprocess

import pyarrow
import pytest

import oyer
from oyer import corpus


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repository") / "shop"
    folder.mkdir()
    for place in range(60):
        uses = f"from shop.part{place - 1} import price{place - 1}\n\n\n" if place % 4 else ""
        body = f"    total = {place}\n    for one in orders:\n        total += one.amount * {place + 2}\n"
        (folder / f"part{place}.py").write_text(
            f"# SPDX-License-Identifier: MIT\n{uses}def price{place}(orders):\n"
            f'    """What number {place} costs, as the shop at {place * 7919} counts it: ünïcode."""\n'
            f"{body}    return total\n")
    identity = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
                "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": "/dev/null"}
    git = ["git", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *words], cwd=folder, env=identity, check=True)
    changed = folder / "part0.py"
    changed.write_text(changed.read_text().replace("total = 0", "total = 100"))
    subprocess.run([*git, "commit", "-q", "-a", "-m", "Correct what the first order costs"], cwd=folder, env=identity,
                   check=True)
    return folder


def build(repository, out, *options):
    command = [oyer.engine._PROGRAMS / "oyer", "corpus", "build", f"shop={repository}", "--out", out, "--dedup", "none"]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=120)
    return out


@pytest.fixture(scope="module")
def both(repository, tmp_path_factory):
    return build(repository, tmp_path_factory.mktemp("both") / "corpus", "--unit", "function", "--all-units")


@pytest.fixture(scope="module")
def lines(repository, tmp_path_factory):
    out = tmp_path_factory.mktemp("lines") / "corpus"
    return build(repository, out, "--unit", "function", "--all-units", "--format", "jsonl")


def test_batches_hold_every_sample_in_order_with_its_types(both):
    got = list(corpus.batches(both, rows=7, verify=True))
    assert all(batch.num_rows <= 7 and batch.schema.equals(corpus.schema(both)) for batch in got)
    rows = [row for batch in got for row in batch.to_pylist()]
    (shard,) = (both / "data").glob("*.zst")
    text = pyarrow.CompressedInputStream(pyarrow.OSFile(str(shard)), "zstd").read().decode()
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in text.splitlines()]
    assert len(rows) == 60 and corpus.manifest(both)["totals"]["samples"] == 60
    assert {row["repo_name"] for row in rows} == {"shop"} and rows[0]["committer_date"].tzinfo is not None


def test_json_lines_and_parquet_give_the_same_rows(both, lines):
    assert not list((lines / "data").glob("*.parquet"))
    of_lines = [row for batch in corpus.batches(lines, rows=13, verify=True) for row in batch.to_pylist()]
    assert of_lines == [row for batch in corpus.batches(both) for row in batch.to_pylist()]
    assert corpus.schema(lines).equals(corpus.schema(both))


@pytest.mark.parametrize("form", ["both", "lines"])
def test_columns_are_those_asked_for(form, request):
    batch = next(corpus.batches(request.getfixturevalue(form), columns=["tokens", "id"]))
    assert batch.schema.names == ["tokens", "id"] and batch.num_rows == 60


@pytest.mark.parametrize("unit, options", [("project", ["--budget", "2k"]), ("file", []), ("file", ["--fim", "0.5"]),
                                           ("commit", ["--all-units"])])
def test_every_unit_can_be_read(repository, tmp_path, unit, options):
    out = build(repository, tmp_path / "out", "--unit", unit, *options)
    parquet = [row for batch in corpus.batches(out) for row in batch.to_pylist()]
    for shard in (out / "data").glob("*.parquet"):
        shard.unlink()
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["shards"] = [shard for shard in manifest["shards"] if not shard["path"].endswith(".parquet")]
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert [row for batch in corpus.batches(out, rows=3) for row in batch.to_pylist()] == parquet
    assert len(parquet) == manifest["totals"]["samples"]


def test_memory_is_bounded_by_the_batch_and_not_by_the_corpus(lines, tmp_path):
    """A shard a hundred times as long as what may be held: the peak of what Arrow holds stays below a tenth of it."""
    (shard,) = (lines / "data").glob("*.zst")
    row = pyarrow.CompressedInputStream(pyarrow.OSFile(str(shard)), "zstd").read().split(b"\n")[0]
    told = json.loads(row)
    told["content"] = "x" * 100_000
    line = json.dumps(told).encode() + b"\n"
    out = tmp_path / "long"
    (out / "data").mkdir(parents=True)
    with pyarrow.CompressedOutputStream(str(out / "data" / shard.name), "zstd") as file:
        for _ in range(2000):
            file.write(line)
    for name in ("README.md", "manifest.json"):
        (out / name).write_bytes((lines / name).read_bytes())
    before, peak, count = pyarrow.total_allocated_bytes(), 0, 0
    for batch in corpus.batches(out, rows=16):
        peak = max(peak, pyarrow.total_allocated_bytes() - before)
        count += batch.num_rows
    assert count == 2000 and peak < 2000 * len(line) / 10


def test_what_is_wrong_is_named(both, tmp_path):
    with pytest.raises(oyer.NotFound, match="there is no corpus"):
        corpus.schema(tmp_path)
    with pytest.raises(oyer.NotFound, match="no split 'test'"):
        next(corpus.batches(both, split="test"))
    with pytest.raises(oyer.InvalidInput, match="no column 'colour'"):
        next(corpus.batches(both, columns=["colour"]))
    (tmp_path / "manifest.json").write_text('{"format": "oyer-corpus/9"}')
    with pytest.raises(oyer.Unsupported, match="oyer-corpus/9"):
        corpus.manifest(tmp_path)


def test_a_damaged_shard_is_found(lines, tmp_path):
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", lines, copy], check=True)
    (shard,) = (copy / "data").glob("*.zst")
    shard.write_bytes(shard.read_bytes()[:-40])
    with pytest.raises(oyer.Corrupt, match="not what the manifest says"):
        list(corpus.batches(copy, verify=True))
    with pytest.raises(oyer.Corrupt):
        list(corpus.batches(copy))
    shard.unlink()
    with pytest.raises(oyer.Corrupt, match="No such file"):
        list(corpus.batches(copy))


def test_a_card_that_was_edited_gives_types_or_an_error_and_nothing_else(both, tmp_path):
    """The card is read back by a parser of our own: small changes to a real one, as the fuzz targets make them."""
    card = (both / "README.md").read_text().splitlines(keepends=True)
    (tmp_path / "manifest.json").write_text((both / "manifest.json").read_text())
    chance = random.Random(20)
    outcomes = set()
    for _ in range(400):
        changed = list(card)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(changed))
            changed[at:at + 1] = chance.choice(
                [[], [changed[at]] * 2, [changed[at].replace("  ", " " * chance.randrange(5))],
                 [changed[at][:chance.randrange(len(changed[at]) + 1)] + "\n"], [" " * 60 + "- name: x\n"],
                 [changed[at].replace("string", "struct"), "\udcff\n".encode(errors="replace").decode()]])
        (tmp_path / "README.md").write_text("".join(changed))
        try:
            outcomes.add(type(corpus.schema(tmp_path)).__name__)
        except oyer.Corrupt:
            outcomes.add("Corrupt")
    assert outcomes == {"Schema", "Corrupt"}


@pytest.mark.parametrize("form", ["both", "lines"])
def test_hugging_faces_loader_reads_the_same(form, request, tmp_path):
    import datasets

    folder = request.getfixturevalue(form)
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path))
    ours = pyarrow.Table.from_batches(corpus.batches(folder))
    assert loaded.column_names == ours.column_names and loaded.num_rows == ours.num_rows
    assert loaded.with_format("arrow")[:].cast(ours.schema).to_pylist() == ours.to_pylist()
