"""One program in a jail, nothing judged: what the command `oyer run` does, from Python."""

import json
import os
import signal
import subprocess
import threading

import pytest
from conftest import processes_of

import oyer


def test_a_program_is_told_as_the_command_tells_it(engine, tmp_path):
    source = tmp_path / "solve.py"
    source.write_text("import sys\nprint(input()[::-1], sys.argv[1:])\nsys.exit('so be it')\n")
    (tmp_path / "in").write_text("abc")
    done = engine.run(source, arguments=["-v", "x y"], stdin="abc")
    assert (done.exit_code, done.stdout, done.stderr) == (1, b"cba ['-v', 'x y']\n", b"so be it\n")
    command = [oyer.engine._PROGRAMS / "oyer", "run", source, "--json", "--stdin", tmp_path / "in", "--", "-v", "x y"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
    assert (told["ending"], told["stdout"].encode(), told["stderr"].encode(), told["containment"]) == (
        done.ending, done.stdout, done.stderr, done.containment)
    assert told["usage"].keys() == done.usage.keys() and done.build is None and done.truncated == ()


def test_bytes_come_back_as_they_were_written(engine):
    done = engine.run("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])", stdin=bytes(range(256)))
    assert done.stdout == bytes(range(255, -1, -1))


def test_sources_in_c_are_built_and_executables_run(engine, tmp_path):
    built = engine.run("#include <stdio.h>\nint main(void) { return puts(\"hello\") < 0; }", language="c")
    assert (built.exit_code, built.stdout, built.build["built"]) == (0, b"hello\n", True)
    broken = engine.run("int main() { return }", language="c++")
    assert (broken.ending, broken.exit_code, broken.build["built"]) == (None, None, False)
    assert "error" in broken.build["diagnostics"] and broken.usage == {}
    script = tmp_path / "greet"
    script.write_text("#!/bin/sh\necho $0 $1\n")
    assert engine.run(script, arguments=["you"]).stdout == b"/tmp/greet you\n"
    assert engine.run(open("/bin/true", "rb").read()).exit_code == 0


@pytest.mark.parametrize("program, limits, ending", [
    ("while True: pass", {"cpu": 0.3}, {"kind": "timed_out", "clock": "cpu"}),
    ("import time; time.sleep(60)", {"wall": 0.5}, {"kind": "timed_out", "clock": "wall"}),
    ("while True: print('x' * 9999)", {"output": 1 << 16}, {"kind": "output_exceeded", "stream": "stdout"}),
    ("import os; os.kill(os.getpid(), 9)", {}, {"kind": "signaled", "signal": 9}),
])
def test_limits_are_those_of_the_call(engine, program, limits, ending):
    done = engine.run(program, **limits)
    assert done.ending["kind"] == ending["kind"]
    assert {name: done.ending.get(name) for name in ending} == ending
    assert done.exit_code is None and len(done.stdout) <= 1 << 20


def test_what_the_caller_did_wrong_is_named(engine, tmp_path):
    with pytest.raises(oyer.InvalidInput, match="cpu_s=-1"):
        engine.run("1", cpu=-1)
    with pytest.raises(oyer.NotFound, match="nothing.py"):
        engine.run(tmp_path / "nothing.py")
    (tmp_path / "a.rs").write_text("fn main() {}")
    with pytest.raises(oyer.InvalidInput, match="rust"):
        engine.run(tmp_path / "a.rs")


def test_runs_in_threads_do_not_wait_for_each_other_and_leave_nothing(engine):
    before = processes_of()
    results = [None] * 4

    def run(place):
        results[place] = engine.run(f"print({place})").stdout

    threads = [threading.Thread(target=run, args=(place,)) for place in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert results == [b"0\n", b"1\n", b"2\n", b"3\n"]
    assert processes_of() - before == set()


def test_an_interrupted_run_is_ended(engine):

    before = processes_of()
    threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        engine.run("while True: pass", cpu=600)
    assert processes_of() - before == set()
