"""`pip install .` as a user does it: into a fresh environment, used from a folder that is not the checkout. A part of
`./dev check`: it builds everything once more (a minute where ccache knows the objects, ten where it does not)."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import DOUBLE, RIGHT, SOURCE, WRONG

PROGRAM = '''
import json, pathlib, sys
import oyer
from oyer import adapters, corpus
from oyer.adapters import trl
task = json.loads(sys.argv[1])
with oyer.Engine(jobs=2) as engine:
    print(engine.reward(task, sys.argv[2:4]), engine.run("print(6 * 7)").stdout)
print(trl.code_reward(["p"], [sys.argv[2]], task=[task]))
adapters.close()
print(pathlib.Path(oyer.__file__).parent.joinpath("_engine.pyi").exists())
'''


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    # The compilers that CMake found for the build proper, so that ccache knows their objects.
    environment = {**os.environ, "CC": "/usr/bin/cc", "CXX": "/usr/bin/c++", "CCACHE_BASEDIR": str(SOURCE),
                   "CCACHE_NOHASHDIR": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([folder / "venv/bin/pip", "install", "--disable-pip-version-check", str(SOURCE)],
                          env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return folder


def run(installed, *words):
    return subprocess.run([str(word) for word in words], cwd=installed, check=True, capture_output=True, text=True,
                          timeout=300, env={"PATH": "/usr/bin:/bin", "HOME": str(installed)}).stdout


def test_the_package_works_where_no_checkout_is(installed):
    told = run(installed, installed / "venv/bin/python", "-c", PROGRAM, json.dumps(DOUBLE), RIGHT, WRONG)
    assert told == "[1.0, 0.0] b'42\\n'\n[1.0]\nTrue\n"


def test_the_command_comes_with_it_and_finds_its_helpers(installed):
    command = installed / "venv/bin/oyer"
    assert run(installed, command, "--version").startswith("oyer ")
    (installed / "solve.py").write_text("print(sum(range(10)))\n")
    assert run(installed, command, "run", "solve.py") == "45\n"


def test_a_corpus_is_written_in_parquet_with_it(installed):
    folder = installed / "repository"
    folder.mkdir()
    (folder / "a.py").write_text("# SPDX-License-Identifier: MIT\n" + RIGHT)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    run(installed, installed / "venv/bin/oyer", "corpus", "build", f"a={folder}", "--out", installed / "corpus")
    (shard,) = pathlib.Path(installed, "corpus", "data").glob("*.parquet")
    assert shard.read_bytes()[:4] == b"PAR1"
