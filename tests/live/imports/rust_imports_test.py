"""Modules and uses of Rust are right, as rustc has them.

    python3 rust_imports_test.py OYER [FOLDER...]

Each FOLDER is a package or a workspace that `cargo check --all-targets` can build without a network. Without any, one
that this test writes, with every form. Two truths: the files of each crate (rustc's dep-info, for every crate that
cargo builds), against those that `mod`, #[path] and include! lead to from its root; and the file that defines what each
`use` names, against where we say that it leads (rustc's own resolution, which `-Zunpretty=hir-tree` prints; stable
compilers give it with RUSTC_BOOTSTRAP). Left out: what stands under a #[cfg] that this build does not take, and uses
that macros wrote. Precision of 0.99 and recall of 0.97 at least; exits 77 where there is no cargo.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import edges

# Stands in for rustc: compiles, and then tells of the crates of the project.
WRAPPER = r"""
import os, pathlib, subprocess, sys
arguments = sys.argv[1:]
code = subprocess.run(arguments).returncode
sources = [a for a in arguments[1:] if a.endswith(".rs") and not a.startswith("-")]
source = sources[0] if sources else ""
root, out = pathlib.Path(os.environ["OYER_ROOT"]), pathlib.Path(os.environ["OYER_OUT"])
if code == 0 and source and (pathlib.Path.cwd() / source).resolve().is_relative_to(root):
    ours = ("--emit=", "--error-format", "--json", "--diagnostic-width")
    kept = [a for a, before in zip(arguments, [""] + arguments)
            if not a.startswith(ours) and "--out-dir" not in (a, before)]
    name = str(out / str(os.getpid()))
    subprocess.run(kept + ["--emit=dep-info=" + name + ".d"], stderr=subprocess.DEVNULL)
    pathlib.Path(name + ".root").write_text(str((pathlib.Path.cwd() / source).resolve()))
    pathlib.Path(name + ".cwd").write_text(str(pathlib.Path.cwd()))
    kept += ["-Zunpretty=hir-tree"]
    tree = subprocess.Popen(kept, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env=dict(os.environ, RUSTC_BOOTSTRAP="1"))
    with open(name + ".hir", "wb") as into:
        words = "owner_id: DefId|kind: Use|kind: Mod|inner_span|DefId\\(|segments: \\[|ListStem|^ *span: [^n]"
        subprocess.run(["grep", "-E", words], stdin=tree.stdout, stdout=into, env=dict(os.environ, LC_ALL="C"))
    tree.wait()
sys.exit(code)
"""

OWN = {
    "Cargo.toml": "[workspace]\nmembers = [\"app\", \"my-lib\", \"extra\"]\nresolver = \"2\"\n\n"
                  "[workspace.dependencies]\nmy-lib = { path = \"my-lib\" }\n",
    "app/Cargo.toml": "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n"
                      "my-lib.workspace = true\nrenamed = { package = \"extra-lib\", path = \"../extra\" }\n\n"
                      "[[bin]]\nname = \"tool\"\npath = \"tools/tool.rs\"\n",
    "app/build.rs": "fn main() {}\n",
    "app/src/lib.rs": "#[macro_use]\nmod macros;\npub mod a;\nmod b;\n#[path = \"odd/place.rs\"]\nmod odd;\n"
                      "mod inline { pub mod deep; pub use self::deep::Deep; }\n#[cfg(windows)]\nmod windows;\n"
                      "pub use a::inner::{self, Inner, make as build};\npub use b::*;\nuse my_lib::Thing;\n"
                      "use renamed::shapes::Shape as Other;\nuse std::fmt;\nuse crate::inline::Deep;\nuse odd::Odd;\n"
                      "pub fn all(_: Thing, _: Other, _: Deep, _: Odd, _: fmt::Error) { three!(); }\n",
    "app/src/macros.rs": "macro_rules! three { () => { 3 } }\n",
    "app/src/a/mod.rs": "pub mod inner;\nmod side;\nuse super::b::Bee;\n"
                        "pub fn f(_: Bee) -> side::Side { side::Side }\n",
    "app/src/a/inner.rs": "use super::side::Side;\nuse super::super::b;\npub struct Inner;\n"
                          "pub fn make(_: Side) -> b::Bee { b::Bee }\n#[cfg(test)]\nmod tests { use super::*;\n"
                          "  #[test]\n  fn t() { let _ = Inner; } }\n",
    "app/src/a/side.rs": "pub struct Side;\n",
    "app/src/b.rs": "pub struct Bee;\npub use self::list::*;\nmod list;\n",
    "app/src/b/list.rs": "pub enum List { One }\nuse self::List::One;\npub fn one() -> List { One }\n",
    "app/src/odd/place.rs": "mod near;\npub use near::Odd;\n",
    "app/src/odd/near.rs": "pub struct Odd;\n",
    "app/src/inline/deep.rs": "pub struct Deep;\n",
    "app/src/windows.rs": "",
    "app/src/main.rs": "use app::{Inner, List};\nuse app::inner::make;\nmod own;\nuse own::Own;\nuse my_lib::*;\n"
                       "use std::collections as shelves;\nmod shelf;\n"
                       "fn main() { let _: (Option<Inner>, Option<List>, Own) = (None, None, Own); let _ = make;\n"
                       "  let _: (Option<Thing>, shelf::Shelf) = (None, shelf::Shelf::new()); }\n",
    "app/src/shelf.rs": "use crate::shelves::HashMap;\npub type Shelf = HashMap<u8, u8>;\n",
    "app/src/own.rs": "pub struct Own;\ninclude!(\"included.rs\");\n",
    "app/src/included.rs": "pub fn included() {}\n",
    "app/src/bin/second.rs": "use my_lib::shapes;\nfn main() { let _: Option<shapes::Shape> = None; }\n",
    "app/tools/tool.rs": "fn main() {}\n",
    "app/tests/whole.rs": "mod common;\nuse common::help;\n#[test]\nfn t() { help(app::build) }\n",
    "app/tests/other.rs": "mod common;\n#[test]\nfn t() { common::help(1) }\n",
    "app/tests/common/mod.rs": "pub fn help<T>(_: T) {}\n",
    "app/examples/show.rs": "use app::Inner;\nfn main() { let _ = Inner; }\n",
    "my-lib/Cargo.toml": "[package]\nname = \"my-lib\"\nversion = \"0.1.0\"\nedition = \"2018\"\n",
    "my-lib/src/lib.rs": "pub mod shapes;\nmod thing;\npub use crate::thing::Thing;\n",
    "my-lib/src/shapes.rs": "pub struct Shape;\n",
    "extra/Cargo.toml": "[package]\nname = \"extra-lib\"\nversion = \"0.1.0\"\n\n[lib]\n"
                        "path = \"code.rs\"\n",
    "extra/code.rs": "pub mod shapes;\npub mod two;\n",
    "extra/shapes.rs": "use two::Two;\npub struct Shape(pub Two);\n",
    "extra/two.rs": "pub struct Two;\n",
    "my-lib/src/thing.rs": "pub struct Thing;\n",
}

SPAN = re.compile(r"^( *)(?:inner_)?span: (.+?):(\d+):\d+: \d+:\d+ \(#(\d+)\)")
IDENTITY = re.compile(r"DefId\(\d+:\d+ ~ ([^)]+)\)")


def read_tree(lines, files, uses):
    """Fills `files` (of what is defined, by its path) and `uses` (file, line, path of what is named)."""
    owners = {}  # of the items that are open, by their indent: lists of what is in them stand before their spans
    kind, indent, use = None, 0, []
    for line in lines:
        at = len(line) - len(line.lstrip())
        if "owner_id: DefId" in line:
            owners = {depth: one for depth, one in owners.items() if depth < at}
            owners[at] = IDENTITY.search(line).group(1)
            kind, indent = None, at
        elif "kind: Use(" in line and at == indent:
            kind, use = "use", None
        elif "kind: Mod(" in line and at == indent:
            kind = "module"
        elif kind == "use" and "segments: [" in line:
            kind = "used"
        elif kind == "used" and use and "ListStem" in line:
            use.clear()
        elif kind == "use" and use is not None and (found := IDENTITY.search(line)):
            use.append(found.group(1))
        elif found := SPAN.match(line):
            if kind == "use" and use is None:
                use = []
                uses.append([(found.group(2), int(found.group(3)), found.group(4) == "0"), use])
            elif kind == "module" and "inner_span" in line:
                files.setdefault(owners[indent], found.group(2))
            elif at in owners:
                files.setdefault(owners.pop(at), found.group(2))
    return files, uses


def truth_of(root, out):
    """Crates as {root: files}; uses as (file, line, [files of what is named])."""
    crates, files, uses = collections.defaultdict(set), {}, []
    for dump in sorted(out.glob("*.d")):
        folder = pathlib.Path(dump.with_suffix(".cwd").read_text())
        start = pathlib.Path(dump.with_suffix(".root").read_text())
        text = dump.read_text().splitlines()
        for name in text[0].partition(": ")[2].split():
            path = (folder / name).resolve()
            if path.is_relative_to(root) and path.suffix == ".rs":
                crates[str(start.relative_to(root))].add(str(path.relative_to(root)))
        read = ({}, [])
        with open(dump.with_suffix(".hir"), encoding="utf-8", errors="replace") as lines:
            read_tree(lines, *read)
        # A glob of another crate names its root, which is no item of any module.
        for identity in list(read[0])[:1]:
            files.setdefault(identity.partition("::")[0], str(start.relative_to(root)))
        below = lambda name: (folder / name).resolve()
        for identity, name in read[0].items():
            if below(name).is_relative_to(root):
                files.setdefault(identity, str(below(name).relative_to(root)))
        uses += [((str(below(w[0]).relative_to(root)), w[1]), ids) for w, ids in read[1]
                 if w[2] and below(w[0]).is_relative_to(root)]
    return crates, [(where, file_of(ids, files)) for where, ids in uses]


def file_of(identities, files):
    for identity in identities:
        while identity:
            if identity in files:
                return files[identity]
            identity = identity.rpartition("::")[0]
    return None


def said_of(oyer, root, crates, uses):
    said = edges.Said(oyer, root)
    needs, lines = collections.defaultdict(list), collections.defaultdict(list)
    for path, one in said.imports(("rust",)):
        if one["form"] in ("submodule", "include_quote"):
            needs[path] += [(to, one["guarded"]) for to in one["files"]]
        elif one["form"] == "module":
            lines[path].append(one)
    members, left_out = set(), 0
    for start in crates:
        seen, open_files = {start}, [start]
        while open_files:
            for to, guarded in needs[open_files.pop()]:
                if to in seen:
                    continue
                if guarded and to not in crates[start]:
                    left_out += 1
                    continue
                seen.add(to)
                open_files.append(to)
        members |= {(start, to) for to in seen if to != start}
    active = collections.defaultdict(set)
    for (path, line), _ in uses:
        before = [one["line"] for one in lines[path] if one["line"] <= line]
        active[path].add(max(before, default=0))
    named = {(path, to) for path, rows in lines.items() for one in rows if one["line"] in active[path]
             for to in one["files"] if to != path}
    return members, named, left_out, said.statuses(("rust",), set(said.files))


def compare(oyer, root, scratch):
    out = scratch / "out"
    out.mkdir()
    (scratch / "wrapper.py").write_text(WRAPPER)
    wrapper = scratch / "wrapper"
    wrapper.write_text("#!/bin/sh\nexec '%s' '%s' \"$@\"\n" % (sys.executable, scratch / "wrapper.py"))
    wrapper.chmod(0o755)
    environment = dict(os.environ, RUSTC_WRAPPER=str(wrapper), OYER_ROOT=str(root), OYER_OUT=str(out),
                       CARGO_TARGET_DIR=str(scratch / "target"), CARGO_INCREMENTAL="0", CARGO_TERM_COLOR="never")
    command = ["cargo", "check", "--workspace", "--all-targets", "--offline", "--quiet", "--jobs", "1",
               "--keep-going"]
    done = subprocess.run(command, cwd=root, env=environment, stderr=subprocess.PIPE)
    if done.returncode != 0:
        print("  cargo: " + done.stderr.decode("utf-8", "replace")[-500:])
    crates, uses = truth_of(root, out)
    members, named, left_out, statuses = said_of(oyer, root, crates, uses)
    written = set(re.findall(r"\bmod\s+(?:r#)?(\w+)\s*;", "".join(
        path.read_text("utf-8", "replace") for path in root.rglob("*.rs"))))
    named_of = lambda path: pathlib.Path(path).parent.name if path.endswith("/mod.rs") else pathlib.Path(path).stem
    true = {(start, path) for start, paths in crates.items() for path in paths if path != start}
    # What a macro declares stands in no text as `mod x;`.
    unwritten = {(start, path) for start, path in true - members if named_of(path) not in written}
    true -= unwritten
    good = edges.report(root.name + ", files of crates", true, members,
                        "%d crates; %d files under #[cfg] not taken, %d declared by macros" % (
                            len(crates), left_out, len(unwritten)))
    true = {(where[0], to) for where, to in uses if to and to != where[0]}
    return edges.report(root.name + ", uses", true, named, "%d uses; imports %s" % (len(uses), statuses)) and good


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    if shutil.which("cargo") is None:
        print("no cargo here (apt-get install cargo): nothing to compare with")
        return 77
    return edges.compare_all(sys.argv[2:], lambda folder: [edges.written(OWN, folder / "own")],
                             lambda root, scratch: compare(oyer, root, scratch))


if __name__ == "__main__":
    sys.exit(main())
