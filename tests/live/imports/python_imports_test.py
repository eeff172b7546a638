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

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

import edges

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


def compare(oyer, root):
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    told = subprocess.run([sys.executable, "-I", "-c", ORACLE, root], check=True, stdout=subprocess.PIPE,
                          env=environment)
    truth = json.loads(told.stdout)
    failed, files = {(file, line) for file, line in truth["failed"]}, set(truth["files"])
    parsed = edges.Said(oyer, root)
    said, unknown = set(), set()
    for path, one in parsed.imports(("python",)):
        if one["status"] == "unique" and path in files:
            # An edge that also stands on a line which the interpreter could not follow is no error of ours.
            into = unknown if (path, one["line"]) in failed else said
            into.update((path, to) for to in one["files"] if to != path)
    return edges.report(root.name, {tuple(edge) for edge in truth["edges"]}, said,
                        "imports %s; %d statements left out" % (parsed.statuses(("python",), files), len(failed)),
                        unknown, least=50)


def own_projects(folder):
    root = folder / "pip"
    shutil.copytree(importlib.util.find_spec("pip").submodule_search_locations[0], root / "pip",
                    ignore=shutil.ignore_patterns("__pycache__"))
    return [root]


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    pip = importlib.util.find_spec("pip")
    if not sys.argv[2:] and (pip is None or not pip.submodule_search_locations):
        print("this interpreter has no pip: nothing to compare")
        return 77
    return edges.compare_all(sys.argv[2:], own_projects, lambda root, _: compare(oyer, root))


if __name__ == "__main__":
    sys.exit(main())
