"""Imports are right: edges between files as Python's own import machinery has them.

    python3 python_imports_test.py OYER [FOLDER...]

Each FOLDER holds one or more top-level packages. Without any, a copy of the pip that belongs to this interpreter, a
real project of several hundred files with its libraries (not setuptools: it replaces the import of distutils while it
runs, which no reader of its files can follow). The truth comes from running them: every module is imported, and every
import statement anywhere in it is looked up as the interpreter would (importlib, then the attribute that `from` takes).
Files that no module name fits, and statements that the interpreter cannot follow here (a module that is not
installed, another platform) are left out on both sides. Precision of 0.99 and recall of 0.97 at least; exits 77 where
there is nothing to compare.
"""

import collections
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# Runs inside the interpreter that is asked.
# Prints {"edges": [[from, to], ...], "failed": [[file, line], ...], "files": [...]}.
ORACLE = r"""
import ast, contextlib, importlib, io, json, os, pathlib, sys, types, warnings
warnings.simplefilter("ignore")
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
def parts_of(path):
    return path.relative_to(root).with_suffix("").parts

files = sorted(p for p in root.rglob("*.py") if all(part.isidentifier() for part in parts_of(p)))

def name_of(path):
    parts = parts_of(path)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

def load(name):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return importlib.import_module(name)

def file_of(module):
    file = getattr(module, "__file__", None)
    if not isinstance(module, types.ModuleType) or not file:
        return None
    file = pathlib.Path(file)
    return str(file.relative_to(root)) if file.is_relative_to(root) else None

edges, failed = set(), []
for path in files:
    here, name = str(path.relative_to(root)), name_of(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        found = []
        try:
            if isinstance(node, ast.Import):
                found = [load(alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
                module = load(base)
                found = [module]
                for alias in node.names:
                    if alias.name == "*":
                        continue
                    if not hasattr(module, alias.name):
                        load(base + "." + alias.name)
                    value = getattr(module, alias.name)
                    # What `from` takes is a submodule: it was imported for it.
                    if isinstance(value, types.ModuleType) and value.__name__ == base + "." + alias.name:
                        found.append(value)
        except BaseException:
            failed.append([here, node.lineno])
            continue
        edges.update((here, to) for to in map(file_of, found) if to and to != here)
print(json.dumps({"edges": sorted(edges), "failed": failed, "files": [str(p.relative_to(root)) for p in files]}))
"""


def ours(oyer, root):
    rows = subprocess.run([oyer, "parse", root, "--imports", "--json"], check=True, stdout=subprocess.PIPE).stdout
    edges = collections.defaultdict(set)
    statuses = collections.Counter()
    for row in map(json.loads, rows.splitlines()):
        for one in row["imports"]:
            statuses[one["status"]] += 1
            if one["status"] == "unique":
                edges[row["path"], one["line"]].update((row["path"], to) for to in one["files"] if to != row["path"])
    return edges, statuses


def compare(oyer, root):
    """The counts for one folder: edges there are, edges we say, edges both say."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    told = subprocess.run([sys.executable, "-I", "-c", ORACLE, root], check=True, stdout=subprocess.PIPE,
                          env=environment)
    truth = json.loads(told.stdout)
    failed = {(file, line) for file, line in truth["failed"]}
    lines, statuses = ours(oyer, root)
    lines = {place: edges for place, edges in lines.items() if place[0] in truth["files"]}
    true = {tuple(edge) for edge in truth["edges"]}
    said = set().union(*(edges for place, edges in lines.items() if place not in failed))
    # An edge that also stands on a line which the interpreter could not follow is no error of ours.
    unknown = set().union(*(edges for place, edges in lines.items() if place in failed))
    for kind, edges in (("missed", true - said - unknown), ("wrong", said - true)):
        for start, end in sorted(edges)[:10]:
            print("  %s: %s -> %s" % (kind, start, end))
    both = len(true & (said | unknown))
    print("%s: %d edges, %d said, %d right; precision %.4f, recall %.4f; imports %s; %d statements left out" % (
        root, len(true), len(said), both, len(said & true) / max(len(said), 1), both / max(len(true), 1),
        dict(sorted(statuses.items())), len(failed)))
    return len(said & true) / max(len(said), 1), both / max(len(true), 1), len(true)


def own_projects(folder):
    spec = importlib.util.find_spec("pip")
    if spec is not None and spec.submodule_search_locations:
        root = folder / "pip"
        shutil.copytree(spec.submodule_search_locations[0], root / "pip", ignore=shutil.ignore_patterns("__pycache__"))
        yield root


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="oyer-imports-") as name:
        roots = [pathlib.Path(path).resolve() for path in sys.argv[2:]] or list(own_projects(pathlib.Path(name)))
        if not roots:
            print("this interpreter has no pip: nothing to compare")
            return 77
        bad = 0
        for root in roots:
            precision, recall, edges = compare(oyer, root)
            bad += precision < 0.99 or recall < 0.97 or edges < 50
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
