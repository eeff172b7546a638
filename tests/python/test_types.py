"""The package's types as a strict checker sees them: the package itself, and a program that uses it."""

import pathlib
import subprocess
import sys

import pytest

import oyer

PACKAGE = pathlib.Path(oyer.__file__).parent
USE = '''
import oyer
from oyer import corpus
task = oyer.Task.from_dict({})
with oyer.Engine(jobs=2, cpu=1.5) as engine:
    reveal_type(engine.grade(task, ["x"])[0].reward)
    reveal_type(engine.run("print(1)").exit_code)
    reveal_type(next(engine.stream([task], [("a", "b")])).tests[0].verdict)
    reveal_type(engine.python)
    engine.grade(task, ["x"], deadline="soon")
    engine.run(7)
oyer.Engine(2)
reveal_type(corpus.manifest("out"))
'''


@pytest.fixture
def mypy():
    def check(*arguments, cwd):
        return subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", "/dev/null", *arguments],
                              cwd=cwd, capture_output=True, text=True, timeout=300)

    return check


def test_the_package_passes_a_strict_type_checker(mypy, tmp_path):
    # Adapters subclass what trainers define, which this environment does not have.
    done = mypy("--ignore-missing-imports", "--allow-subclassing-any", "--allow-untyped-decorators",
                "--exclude", "/bin/", str(PACKAGE), cwd=tmp_path)
    assert done.stdout.startswith("Success: no issues found in"), done.stdout + done.stderr


def test_what_a_user_writes_is_checked_against_it(mypy, tmp_path):
    (tmp_path / "use.py").write_text(USE)
    told = [line.split(": ", 1)[1] for line in mypy("use.py", cwd=tmp_path).stdout.splitlines()[:-1]]
    assert [line for line in told if line.startswith("note: Revealed")] == [
        'note: Revealed type is "float | None"',
        'note: Revealed type is "int | None"',
        'note: Revealed type is "str | None"',
        'note: Revealed type is "tuple[str, str]"',
        'note: Revealed type is "dict[str, Any]"']
    errors = [line.rsplit("[", 1)[1] for line in told if line.startswith("error")]
    assert errors == ["arg-type]", "arg-type]", "call-arg]"]
