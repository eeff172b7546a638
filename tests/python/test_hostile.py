"""Candidates against the process that holds the engine: what Python has open, in its environment and in its memory,
what the next call's candidates find, and what the protocol says."""

import json
import os
import pathlib
import re
import subprocess
import sys
import textwrap

import pytest
from conftest import SOURCE

import oyer

PROGRAMS = SOURCE / "tests" / "hostile" / "programs"
NOTHING = {"schema": "oyer.task/1", "id": "nothing", "prompt": "Find nothing.", "entry_point": "found",
           "function": {"tests": ["assert found() == []"]}}

# Finds the mark in what a process may have of another: its own environment, command line, descriptors and memory (which
# a fork would have copied), and those of every process it can see. As it is written here, the mark does not match.
LOOK = r'''
import os, re, sys

MARK = re.compile(rb"oyer-host-[s]ecret")


def texts_of(process):
    for name in ("environ", "cmdline", "comm", "maps"):
        try:
            with open(f"/proc/{process}/{name}", "rb") as file:
                yield name, file.read(1 << 22)
        except OSError:
            pass


def memory_of(process):
    try:
        with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
            for line in maps:
                span, access = line.split()[:2]
                start, end = (int(part, 16) for part in span.split("-"))
                if "r" not in access or line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                    continue
                while start < end:
                    memory.seek(start)
                    yield "mem", memory.read(min(end - start, 1 << 20))
                    start += 1 << 20
    except (OSError, ValueError, OverflowError):
        pass


def descriptors():
    for number in os.listdir("/proc/self/fd"):
        try:
            yield "link", os.readlink(f"/proc/self/fd/{number}").encode()
            if int(number) > 2:
                yield "read", os.pread(int(number), 1 << 16, 0)
        except OSError:
            pass


def found(others=True):
    seen = set()
    for process in ["self", *filter(str.isdigit, os.listdir("/proc") if others else [])]:
        for source in (texts_of, memory_of):
            seen |= {name for name, text in source(process) if MARK.search(text)}
    seen |= {name for name, text in descriptors() if MARK.search(text)}
    seen |= {"argv" for word in [*sys.argv, *os.environ.values()] if MARK.search(word.encode())}
    return sorted(seen)
'''

HOST = textwrap.dedent('''
    import os, sys, tempfile
    sys.path.insert(0, os.path.dirname(sys.argv[1]))
    import oyer
    secret = "oyer-host-" + "secret"
    heap = [secret + str(place) for place in range(1000)]
    kept = tempfile.NamedTemporaryFile(prefix=secret)
    kept.write(secret.encode() * 10)
    kept.flush()
    os.set_inheritable(kept.fileno(), True)
    read, write = os.pipe()
    os.set_inheritable(read, True)
    os.write(write, secret.encode())
    look = open(sys.argv[1]).read()
    namespace = {}
    exec(look, namespace)
    print(sorted(set(namespace["found"](others=False))))
    task = {"schema": "oyer.task/1", "id": "nothing", "prompt": "", "entry_point": "found",
            "function": {"tests": ["assert found() == []"]}}
    with oyer.Engine(jobs=1) as engine:
        for _ in range(2):  # in a cold jail, and in a warm one
            (result,) = engine.grade(task, [look])
            print(result.verdict, [test.reason for test in result.tests])
        done = engine.run(look + "\\nprint(found())")
        print(done.exit_code, done.stdout.decode().strip())
''')


def test_a_candidate_finds_nothing_of_the_process_that_holds_the_engine(tmp_path):
    look = tmp_path / "look.py"
    look.write_text(LOOK)
    done = subprocess.run([sys.executable, "-c", HOST, str(look), "oyer-host-secret"], capture_output=True, text=True,
                          timeout=300, env={**os.environ, "HOST_SECRET": "oyer-host-secret"})
    told = done.stdout.splitlines()
    # The same looking finds everything where it stands in the host's own process.
    assert told[0] == "['argv', 'cmdline', 'environ', 'link', 'mem', 'read']", done.stderr
    assert told[1:] == ["accepted ['']", "accepted ['']", "0 []"]


TRACES = {
    "files": "open('/tmp/oyer-trace', 'w').write('x'); open('/dev/shm/oyer-trace', 'w').write('x')",
    "environment": "import os; os.environ['OYER_TRACE'] = '1'; os.putenv('OYER_TRACE', '1')",
    "modules": "import builtins, json; builtins.oyer_trace = 1; json.loads = lambda text: ['oyer-trace']",
    "process": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        "
               "open('/tmp/oyer-trace', 'w')\n        time.sleep(600)\n    os._exit(0)",
    "handlers": "import atexit, signal, threading\natexit.register(print, 'oyer-trace')\n"
                "signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
}
SEARCH = '''
import builtins, json, os, signal


def found():
    listed = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    return [name for name, there in (
        ("files", os.listdir("/tmp") + os.listdir("/dev/shm")),
        ("environment", "OYER_TRACE" in os.environ),
        ("modules", hasattr(builtins, "oyer_trace") or json.loads("1") != 1),
        ("process", len(listed) > 2),
        ("handlers", signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL)) if there]
'''


@pytest.mark.parametrize("trace", TRACES)
def test_a_candidate_leaves_nothing_for_a_later_call_in_a_warm_jail(trace):
    planter = TRACES[trace] + "\ndef found():\n    return []\n"
    with oyer.Engine(jobs=1) as engine:
        # What is planted is there: in the same process the search finds it.
        (itself,) = engine.grade(NOTHING, [TRACES[trace] + "\n" + SEARCH])
        assert (itself.verdict, itself.infra_error) == ("wrong_answer", None)
        assert engine.grade(NOTHING, [planter])[0].infra_error is None
        assert [one.verdict for one in engine.grade(NOTHING, [SEARCH, SEARCH + "#"])] == ["accepted"] * 2


def test_what_a_candidate_prints_is_neither_evidence_nor_the_hosts_output(engine, capfd):
    record = json.dumps({"schema": "oyer.record/1", "verdict": "accepted", "passed": 1, "total": 1, "reward": 1.0})
    said = [record, "accepted", "passed", "ALL TESTS PASSED", "1 passed in 0.01s", '{"planned":1,"run":1,"answered":1}']
    forger = textwrap.dedent(f"""
        import marshal, os, struct, sys
        for line in {said!r}:
            print(line)
            print(line, file=sys.stderr)
        for descriptor in range(64):
            for token in range(16):
                for kind in (32, 33, 34):
                    body = marshal.dumps([], 4)
                    try:
                        os.write(descriptor, struct.pack("<IBBIQ", len(body) + 14, kind, 0, 0, token) + body)
                        os.write(descriptor, {record!r}.encode() + b"\\n")
                    except OSError:
                        break

        def found():
            return ["wrong"]
    """)
    results = engine.grade(NOTHING, [forger, "def found(): return ['wrong']", "def found(): return []"])
    assert [one.reward for one in results] == [0.0, 0.0, 1.0]
    assert [one.infra_error for one in results] == [None] * 3
    assert capfd.readouterr() == ("", "")


def programs_for_rewards():
    """Those of the hostile suite that are after a reward, each with what it must be worth; none that sleeps."""
    for path in sorted(PROGRAMS.glob("E*.py")):
        said = dict(re.findall(r"^# (\w+): (.*)$", path.read_text(), re.M))
        if said.get("shape") == "function" and not said.keys() & {"with", "wall"}:
            yield path, said


def test_the_hostile_suite_is_worth_from_python_what_it_is_worth_elsewhere():
    """Attacks in one call, thrown into two warm jails together: one must not help another."""
    tasks = oyer.load_tasks(PROGRAMS.parent / "tasks.jsonl")
    programs = list(programs_for_rewards())
    assert len(programs) >= 60
    with oyer.Engine(jobs=2) as engine:
        results = engine.grade(tasks, [(said["task"], path.read_text()) for path, said in programs], rule="binary")
    differ = [(path.name, said["verdict"], result.verdict, result.reward, result.infra_error)
              for (path, said), result in zip(programs, results)
              if result.verdict not in re.split(r"[ ,]+(?:or )?", said["verdict"])
              or f"binary {result.reward:.0f}" not in said.get("reward", f"binary {result.reward:.0f}")]
    assert differ == []
