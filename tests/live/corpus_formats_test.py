"""A corpus is what pyarrow and Hugging Face's `datasets` read, in every unit and format, and the same for all workers.

    python3 corpus_formats_test.py OYER FOLDER

Builds a repository, a corpus of it for each unit, and loads what came out with the packages of loaders.lock, which are
installed into FOLDER once. Where they cannot be had (no registry, another Python), the reason is printed and the test
is skipped with code 77; the bytes of builds by one and by three workers are compared all the same.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
PLAIN = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "A",
         "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org",
         "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}
FIRST = '''"""Shapes."""
from app.numbers import double


def area(width, height):
    """The area of a rectangle,
    doubled."""
    return double(width * height)
'''
NUMBERS = '''FACTOR = 2


def double(number):
    """Twice the number."""
    return FACTOR * number


def nothing():
    pass
'''
BUILDS = {
    "project": ["--unit", "project"],
    "packed": ["--unit", "project", "--budget", "200", "--dialect", "starcoder2", "--fim", "0.5"],
    "file": ["--unit", "file", "--fim", "0.6"],
    "qwen": ["--unit", "file", "--fim", "1", "--dialect", "qwen2.5", "--format", "parquet"],
    "deepseek": ["--unit", "file", "--fim", "1", "--dialect", "deepseek", "--format", "jsonl"],
    "function": ["--unit", "function"],
    "functions": ["--unit", "function", "--all-units", "--shard", "2KiB"],
    "commit": ["--unit", "commit"],
    "commits": ["--unit", "commit", "--all-units"],
}
# Run by an interpreter that sees the packages: each corpus by each way, compared with its JSON lines.
READER = r'''
import io, json, pathlib, sys
import datasets, pyarrow, pyarrow.parquet, zstandard
datasets.disable_progress_bars()

def lines(folder, split):
    rows = []
    for path in sorted((folder / "data").glob(split + "-*.jsonl.zst")):
        with open(path, "rb") as file:
            rows += [json.loads(l) for l in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")]
    return rows

def plain(value):
    """As JSON has it: times as text, members that are null left out."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value

def check(folder):
    wanted = [plain(row) for row in lines(folder, "train")]
    cache = str(folder.parent / "cache")
    loaded = datasets.load_dataset(str(folder), cache_dir=cache)
    assert list(loaded) == ["train"], loaded
    rows = [plain(row) for row in loaded["train"]]
    assert not wanted or rows == wanted, folder.name + ": other rows"
    assert "timestamp" in str(loaded["train"].features["committer_date"]), loaded["train"].features
    at = 0
    for path in sorted((folder / "data").glob("*.parquet")):
        table = pyarrow.parquet.read_table(path)
        assert [plain(row) for row in table.to_pylist()] == rows[at:at + len(table)], path
        at += len(table)
    if at and wanted:
        files = sorted(str(path) for path in (folder / "data").glob("*.jsonl.zst"))
        as_json = datasets.load_dataset("json", data_files=files, features=loaded["train"].features, cache_dir=cache)
        assert [plain(row) for row in as_json["train"]] == rows, folder.name + ": other rows as JSON"
    print("%s: %d rows, %d of them as Parquet" % (folder.name, len(rows), at))

for folder in sys.argv[1:]:
    check(pathlib.Path(folder))
print("datasets %s, pyarrow %s" % (datasets.__version__, pyarrow.__version__))
'''


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **PLAIN})


def make_repository(folder):
    (folder / "app").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "LICENSE").write_text((CHECKOUT / "LICENSE").read_text())
    (folder / "app" / "__init__.py").write_text("")
    (folder / "app" / "numbers.py").write_text(NUMBERS)
    (folder / "app" / "shapes.py").write_text(FIRST)
    (folder / "app" / "marks.py").write_text(
        "MARK = '<|fim_middle|><fim_suffix>\u00e9\U0001f600'\nMAIL = 'me@company.com'\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin with shapes and numbers")
    (folder / "app" / "shapes.py").write_text(FIRST + "\n\ndef square(side):\n    \"\"\"Of a side.\"\"\"\n"
                                              "    return area(side, side)\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Add squares to what can be measured")


def digests(folder):
    """Of what a corpus is; what is kept for the next build, in folders with a dot, is not it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths if not path.relative_to(folder).parts[0].startswith(".")}


def build(oyer, repository, out, jobs, flags):
    subprocess.run([oyer, "corpus", "build", "it=%s" % repository, "-o", out, "--preset", "none", "--jobs", str(jobs),
                    *flags], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def packages(folder):
    """The folder with the packages, or why there is none."""
    lock = HERE / "loaders.lock"
    target = folder / ("loaders-" + hashlib.sha256(lock.read_bytes()).hexdigest()[:12])
    if target.exists():
        return target, ""
    landing = target.with_name(target.name + ".%d" % os.getpid())
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                           "--no-input", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", landing,
                           "--requirement", lock], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        return None, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pip failed"
    landing.rename(target)
    return target, ""


def main():
    oyer, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="oyer-formats-") as name:
        place = pathlib.Path(name)
        make_repository(place / "repository")
        outs = []
        for unit, flags in BUILDS.items():
            outs.append(place / unit)
            build(oyer, place / "repository", place / unit, 1, flags)
            build(oyer, place / "repository", place / (unit + "-3"), 3, flags)
            assert digests(place / unit) == digests(place / (unit + "-3")), unit + ": other bytes by three workers"
            shards = json.loads((place / unit / "manifest.json").read_text())["shards"]
            assert sum(shard["rows"] for shard in shards if shard["path"].startswith("data/")) > 0, unit + " is empty"
        site, problem = packages(folder)
        if site is None:
            print("the packages of loaders.lock cannot be had, so nothing is loaded: %s" % problem)
            return 77
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": name, "PYTHONPATH": str(site),
                       "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(place / "home")}
        subprocess.run([sys.executable, "-B", "-c", READER, *outs], check=True, env=environment)
    return 0


if __name__ == "__main__":
    sys.exit(main())
