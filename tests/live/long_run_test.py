"""A long run leaks nothing: memory, descriptors, processes, mounts, cgroups and disk while thousands of model-written
programs are judged.

    python3 long_run_test.py OYER DATA [COUNT [CURVE]]

Judges COUNT programs of CodeT's completions (joined to HumanEval), again and again in the same order with --fresh, and
looks at the engine and its helpers ten times a second. What is held between the first and the last quarter of the run
must not have grown. CURVE, if given, gets one Markdown table. Without COUNT 100,000 with OYER_SOAK in the environment,
otherwise 2,000. Programs that do not end by themselves would take the whole time: all but a few of them are left out,
after a first pass with a CPU limit of half a second. Exits 77 where the data is absent, and where OYER_SANITIZED is
in the environment.
"""

import collections
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2] / "bench"))
import peer_bench  # noqa: E402  (joins CodeT's rows to HumanEval's)

FEW_ENDLESS = 20
WARM_SECONDS = 6  # helpers count when they are five seconds old
END_SECONDS = 2


def children_of(pid):
    found = []
    try:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, thread)) as file:
                found += [int(child) for child in file.read().split()]
    except OSError:
        pass
    return found


def tree(pid):
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children_of(one)
    return found


def resident(pid):
    """Bytes of memory that are this process's own."""
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return sum(int(line.split()[1]) << 10 for line in file if line.startswith("Private_"))
    except OSError:
        return 0


def is_old(pid):
    """Whether a process has lived for five seconds: keepers and zygotes have, candidates have not."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            started = int(file.read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
        with open("/proc/uptime") as file:
            return float(file.read().split()[0]) - started > 5
    except OSError:
        return False


def count_in(path):
    try:
        return len(os.listdir(path))
    except OSError:
        return 0


def lines_in(path):
    try:
        with open(path) as file:
            return sum(1 for _ in file)
    except OSError:
        return 0


def owner(cgroup):
    """The process whose cgroup this is, by its name, or None."""
    found = re.search(r"/oyer-(\d+)(/|$)", cgroup)
    return int(found.group(1)) if found else None


def look(engine, scratch):
    """What is held now. Helpers: keepers and zygotes, which live as long as the engine does."""
    processes = tree(engine)
    helpers = processes[1:]
    return {
        "engine MiB": resident(engine) / 2**20,
        "engine descriptors": count_in("/proc/%d/fd" % engine),
        "MiB of all helpers": sum(resident(pid) for pid in helpers if is_old(pid)) / 2**20,
        "processes": len(processes),
        "most descriptors of a helper": max([count_in("/proc/%d/fd" % pid) for pid in helpers], default=0),
        "most mounts of a helper": max([lines_in("/proc/%d/mounts" % pid) for pid in helpers], default=0),
        "cgroups": sum(1 for root, _, _ in os.walk("/sys/fs/cgroup") if owner(root) in processes),
        "files in /tmp": count_in(scratch),
    }


def judge(oyer, data, samples, folder, *more):
    return [oyer, "eval", "humaneval", "--data", data / "humaneval" / "HumanEval.jsonl.gz", "--samples", samples,
            "--fresh", "--ledger", folder / "ledger", "--out", folder / "results.jsonl", *more]


def self_ending(oyer, data, samples, folder):
    """The samples less all but a few that do not end within half a second of CPU time."""
    path = peer_bench.write_rows(folder / "first.jsonl", samples)
    subprocess.run(judge(oyer, data, path, folder, "--cpu", "500ms"), check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    endless, kept = 0, []
    with open(folder / "results.jsonl") as lines:
        for sample, line in zip(samples, lines):
            if json.loads(line)["result"] == "timed out":
                endless += 1
                if endless > FEW_ENDLESS:
                    continue
            kept.append(sample)
    (folder / "ledger").unlink()
    return kept, endless


def curve_of(looks, most=20):
    names = list(looks[0][1])
    rows = ["| seconds | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for at, one in looks[::max(1, len(looks) // most)]:
        rows.append("| %.0f | " % at + " | ".join("%.0f" % one[name] for name in names) + " |")
    return "\n".join(rows) + "\n"


def grown(looks):
    """What the last quarter holds more of than the first, beyond what one run more or less explains."""
    quarter = max(1, len(looks) // 4)
    faults = []
    for name in looks[0][1]:
        before = statistics.median(one[name] for _, one in looks[:quarter])
        after = statistics.median(one[name] for _, one in looks[-quarter:])
        if after > 1.25 * before + 8:
            faults.append("%s grew from %.0f to %.0f" % (name, before, after))
    return faults


def main():
    oyer, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not data.is_dir():
        print("the data is absent: %s" % data)
        return 77
    if "OYER_SANITIZED" in os.environ:
        print("what a sanitizer holds grows with what it watches: nothing can be told of the program's own memory")
        return 77
    soak = "OYER_SOAK" in os.environ
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000 if soak else 2_000
    problems = peer_bench.read_problems(data / "humaneval" / "HumanEval.jsonl.gz")
    with tempfile.TemporaryDirectory(prefix="oyer-long-") as name:
        folder = pathlib.Path(name)
        programs = max(1, min(100, count // 164))
        samples = peer_bench.codet_samples(problems, next((data / "codet").glob("*.gz")), programs)
        samples, endless = self_ending(oyer, data, samples, folder)
        repeated = (samples * (count // len(samples) + 1))[:count]
        path = peer_bench.write_rows(folder / "samples.jsonl", repeated)
        before, begun, looks = len(os.listdir("/tmp")), time.monotonic(), []
        engine = subprocess.Popen(judge(oyer, data, path, folder, "--cpu", "2s"), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE)
        while engine.poll() is None:
            looks.append((time.monotonic() - begun, look(engine.pid, "/tmp")))
            time.sleep(0.1)
        seconds = time.monotonic() - begun
        said = engine.stderr.read().decode()
        if engine.returncode != 0:
            print(said)
            return 1
        with open(folder / "results.jsonl") as lines:
            results = collections.Counter(json.loads(line)["result"].split(":")[0] for line in lines)
        disk = (folder / "ledger").stat().st_size
    # At both ends processes are still or no longer being made.
    begins, ends = min(WARM_SECONDS, seconds / 4), min(END_SECONDS, seconds / 5)
    looks = [one for one in looks if begins < one[0] < seconds - ends]
    if len(looks) < 8:
        print("%d programs in %.1f s: too short a run to tell what grows" % (count, seconds))
        return 1
    if len(sys.argv) > 4:
        pathlib.Path(sys.argv[4]).write_text(curve_of(looks))
    print("%d programs (%d distinct, %d endless left out) in %.0f s, %.0f a second; %s; ledger %.0f bytes a program" %
          (count, len(samples), max(0, endless - FEW_ENDLESS), seconds, count / seconds, dict(results), disk / count))
    faults = grown(looks)
    left = len(os.listdir("/tmp")) - before
    if left > 4:
        faults.append("%d files left in /tmp" % left)
    print("\n".join(faults) or "nothing grew")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
