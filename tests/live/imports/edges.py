"""What the comparisons of imports with a language's own tool have in common."""

import collections
import json
import os
import pathlib
import shutil
import subprocess


def copied(root, to):
    """A copy of a project: the files that git tracks where there is a repository, everything otherwise."""
    if not (root / ".git").exists():
        return shutil.copytree(root, to, symlinks=True)
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, stdout=subprocess.PIPE).stdout
    for name in filter(None, listed.split(b"\0")):
        path = pathlib.Path(os.fsdecode(name))
        if (root / path).is_file() and not (root / path).is_symlink():
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


def report(name, true, said, notes):
    """Prints the comparison; whether it is good enough."""
    right = true & said
    for kind, edges in (("missed", true - said), ("wrong", said - true)):
        for start, end in sorted(edges)[:10]:
            print("  %s: %s -> %s" % (kind, start, end))
    precision, recall = len(right) / max(len(said), 1), len(right) / max(len(true), 1)
    print("%s: %d edges, %d said, %d right; precision %.4f, recall %.4f; %s" % (
        name, len(true), len(said), len(right), precision, recall, notes))
    return precision >= 0.99 and recall >= 0.97 and len(true) > 0
