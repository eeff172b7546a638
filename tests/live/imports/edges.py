"""What the comparisons of imports with a language's own tool have in common."""

import collections
import json
import os
import pathlib
import shutil
import subprocess
import tempfile


def compare_all(places, own, compare):
    """What `compare(root, scratch)` says of a copy of each project, or of those that `own(folder)` makes where no place
    is given: the exit status of the test."""
    good = True
    with tempfile.TemporaryDirectory(prefix="oyer-imports-") as name:
        folder = pathlib.Path(name).resolve()
        roots = [pathlib.Path(place).resolve() for place in places]
        copies = [copied(root, folder / "copies" / str(number) / root.name) for number, root in enumerate(roots)]
        for number, root in enumerate(copies or own(folder)):
            scratch = folder / "scratch" / str(number)
            scratch.mkdir(parents=True)
            good &= compare(root, scratch)
    return 0 if good else 1


def written(texts, root):
    """A project of texts by path."""
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def copied(root, to):
    """A copy of a project: the files that git tracks where there is a repository, everything otherwise; but no packages
    that somebody installed in it."""
    if not (root / ".git").exists():
        return shutil.copytree(root, to, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, stdout=subprocess.PIPE).stdout
    for name in filter(None, listed.split(b"\0")):
        path = pathlib.Path(os.fsdecode(name))
        if "node_modules" not in path.parts and (root / path).is_file() and not (root / path).is_symlink():
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, to / path)
    return to


class Said:
    """What `oyer parse --imports` says of a folder: rows of its files by path."""

    def __init__(self, oyer, root):
        rows = subprocess.run([oyer, "parse", root, "--imports", "--json"], check=True, stdout=subprocess.PIPE).stdout
        self.files = {row["path"]: row for row in map(json.loads, rows.splitlines())}

    def imports(self, languages):
        for path, row in self.files.items():
            if row["language"] in languages:
                for one in row["imports"]:
                    yield path, one

    def statuses(self, languages, files):
        counts = collections.Counter(one["status"] for path, one in self.imports(languages) if path in files)
        return ", ".join("%s %d" % pair for pair in sorted(counts.items()))


def between(oyer, root, files):
    """The edges that `oyer parse --graph` says are sure among some files."""
    told = subprocess.run([oyer, "parse", root, "--graph", "--json"], check=True, stdout=subprocess.PIPE).stdout
    return {(e["from"], e["to"]) for e in json.loads(told)["edges"]
            if e["status"] == "unique" and e["from"] in files and e["to"] in files}


def report(name, true, said, notes, unknown=frozenset(), least=1):
    """Prints the comparison; whether it is good enough, of `least` edges at least. Edges that are also said where the
    truth does not look (`unknown`) are found, and are not wrong."""
    found = true & (said | unknown)
    for kind, edges in (("missed", true - found), ("wrong", said - true)):
        for start, end in sorted(edges)[:10]:
            print("  %s: %s -> %s" % (kind, start, end))
    precision, recall = len(true & said) / max(len(said), 1), len(found) / max(len(true), 1)
    print("%s: %d edges, %d said, %d right; precision %.4f, recall %.4f; %s" % (
        name, len(true), len(said), len(found), precision, recall, notes))
    return precision >= 0.99 and recall >= 0.97 and len(true) >= least
