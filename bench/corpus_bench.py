"""A corpus built cold, again, and after a commit, beside the bare grammar's time for the same files.

    python3 bench/corpus_bench.py --build build/bench [--library FOLDER] [--repo REPO] [--rounds 3] [--files 400]

Puts the Python files of a library (of this interpreter's own, unless named) into a git repository, and then, turn by
turn: parses them with the bare grammar (parse_times); builds a corpus of project units, cold, with one worker and with
two; builds it again with nothing changed; commits a change of one file, and of twenty, and builds again each time. CPU
seconds of whole processes (children included), medians, and their ratios within this run. `wall` is the clock's, which
says something only on a machine that does nothing else. With --repo the corpus is that repository's, and only the cold
build and the one with nothing changed are made; `peak` is the largest resident set. --many FILES is the same for a
made repository of that many small files in folders of 40 and --commits that change one each (20,000 files and 85,000
commits: some 365,000 objects).
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time

PLAIN = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "A",
         "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org"}
KEEP = ["--preset", "none", "--keep-vendored", "--keep-generated", "--keep-non-permissive"]


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **PLAIN})


def python_files(library, most):
    found = [path for path in sorted(library.rglob("*.py")) if path.is_file()
             and not {"site-packages", "test", "tests", "idlelib", "lib2to3"} & set(path.relative_to(library).parts)]
    return found[:most] if most else found


def program(number, version):
    """A module of about 3 kB that imports another and repeats no line of others."""
    chance = random.Random(number * 1_000_003 + version)
    words = ["w%x" % chance.getrandbits(40) for _ in range(82)]
    lines = ["from p%d.f%d import f%d" % (number // 80, number // 2, number // 2), "", ""]
    lines += ["def f%d(x, %s=%d):" % (number, words[0], version)]
    lines += ["    %s = f%d(x) + %s(%d) * %s" % (word, number // 2, other, chance.getrandbits(30), words[0])
              for word, other in zip(words[1::2], words[2::2])]
    return "\n".join(lines) + "\n    return x\n"


class Bench:
    def __init__(self, options, folder):
        self.oyer = options.build.resolve() / "oyer"
        self.parse = options.build.resolve() / "parse_times"
        self.folder = folder
        self.more = options.more
        self.place = folder / "repository"
        self.seen, self.peak = {}, 0

    def measure(self, name, command, stdin=subprocess.DEVNULL):
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status != 0:
            sys.exit("%s ended with %d" % (" ".join(map(str, command)), status))
        self.peak = max(self.peak, usage.ru_maxrss)
        self.seen.setdefault(name, []).append((usage.ru_utime + usage.ru_stime, time.monotonic() - begun))
        return said

    def build(self, name, jobs=1, out="out", repository=None):
        self.measure(name, [self.oyer, "corpus", "build", "it=%s" % (repository or self.place), "-o", self.folder / out,
                            "--jobs", str(jobs), *self.more, *KEEP])

    def make_repository(self, library, most):
        self.files = []
        for path in python_files(library, most):
            copy = self.place / path.relative_to(library)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
            self.files.append(copy)
        git(self.place, "init", "-q", "-b", "main")
        git(self.place, "add", "-A")
        git(self.place, "commit", "-q", "-m", "all")
        git(self.place, "gc", "-q")

    def make_many(self, count, commits):
        """By one stream into git fast-import: all files at once, then one a commit."""
        git(self.folder, "init", "-q", "--bare", "-b", "main", str(self.place))
        importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=self.place,
                                    env={**os.environ, **PLAIN}, stdin=subprocess.PIPE)
        write = importer.stdin.write

        def commit(numbers, version):
            write(b"commit refs/heads/main\ncommitter C <c@example.org> 1700000000 +0000\ndata 1\nm\n")
            for n in numbers:
                text = program(n, version).encode()
                write(b"M 100644 inline p%d/f%d.py\ndata %d\n%s\n" % (n // 40, n, len(text), text))

        commit(range(count), 0)
        for number in range(commits):
            commit([number * 7919 % count], 1 + number)
        importer.stdin.close()
        assert importer.wait() == 0
        counted = subprocess.run(["git", "count-objects", "-v"], cwd=self.place, stdout=subprocess.PIPE, text=True)
        print(", ".join(counted.stdout.split("\n")[2:5]))

    def change(self, count, number):
        for path in self.files[::max(1, len(self.files) // count)][:count]:
            with open(path, "a") as file:
                file.write("\n\ndef added_%d():\n    return %d\n" % (number, number))
        git(self.place, "commit", "-q", "-a", "-m", "change")

    def fresh(self, out):
        shutil.rmtree(self.folder / out, ignore_errors=True)

    def round(self, number):
        listed = self.folder / "files"
        listed.write_text("\n".join(map(str, self.files)) + "\n")
        with open(listed) as stdin:
            said = json.loads(self.measure("parse_times", [self.parse, "1"], stdin))
        for name in ("bare", "outlines"):
            self.seen.setdefault(name, []).append((said[name], said[name]))
        self.fresh("out")
        self.build("cold")
        self.fresh("two")
        self.build("cold, two workers", jobs=2, out="two")
        self.build("nothing changed")
        self.change(1, 2 * number)
        self.build("one file changed")
        self.change(20, 2 * number + 1)
        self.build("twenty files changed")
        return said

    def table(self, against):
        print("| | CPU s | over %s | wall s |\n|---|---|---|---|" % against)
        base = statistics.median(cpu for cpu, _ in self.seen[against])
        for name, rows in self.seen.items():
            if name == "parse_times":
                continue
            cpu = statistics.median(row[0] for row in rows)
            print("| %s | %.3f | %.3f | %.2f |" % (name, cpu, cpu / base, statistics.median(row[1] for row in rows)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--library", type=pathlib.Path, default=pathlib.Path(sysconfig.get_path("stdlib")))
    parser.add_argument("--repo", type=pathlib.Path)
    parser.add_argument("--many", type=int, default=0, metavar="FILES")
    parser.add_argument("--commits", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--more", type=str.split, default=["--format", "jsonl"], help="further options of the build")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="oyer-corpus-bench-") as name:
        bench = Bench(options, pathlib.Path(name))
        if options.many:
            bench.make_many(options.many, options.commits)
            bench.more += ["--dedup", "exact,normalised,near"]  # they are all of one shape
            options.repo = bench.place
        if options.repo:
            for _ in range(options.rounds):
                bench.fresh("out")
                bench.build("cold", repository=options.repo.resolve())
                bench.build("nothing changed", repository=options.repo.resolve())
            bench.table("cold")
            print("\npeak %.0f MB" % (bench.peak / 1024))
            return
        bench.make_repository(options.library, options.files)
        for number in range(options.rounds):
            said = bench.round(number)
        print("%d files, %.1f MB\n" % (said["files"], said["bytes"] / 1e6))
        bench.table("bare")
        print()
        bench.table("cold")


if __name__ == "__main__":
    main()
