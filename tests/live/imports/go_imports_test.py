"""Imports of Go are right: as the go command and Go's own type checker have them.

    python3 go_imports_test.py OYER [FOLDER...]

Each FOLDER is a module or a workspace whose dependencies the go command can find. Without any, one that this test
writes, with every form of import. Two truths: which package of the project each package imports (`go list -deps -test`,
the package as its folder); and which file uses a name that another defines at the top of its package (go/types over the
same packages), which is what an edge between files means here. An `import _` stands for every file of its package.
Compared are files that belong to the build of this platform; uses of methods and fields are no edges on either side,
since no file tells their types. Precision of 0.99 and recall of 0.97 at least; exits 77 where there is no go.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import edges

# Reads `go list` from its input, checks the packages in that order, prints edges and the files looked at.
CHECKER = r"""
package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

type listed struct {
	ImportPath, Dir, Name string
	GoFiles, CgoFiles     []string
	ImportMap             map[string]string
}

type table struct {
	ready map[string]*types.Package
	from  *listed
}

func (t *table) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped := t.from.ImportMap[path]; mapped != "" {
		path = mapped
	}
	if found := t.ready[path]; found != nil {
		return found, nil
	}
	return types.NewPackage(path, filepath.Base(path)), nil
}

func main() {
	root := os.Args[1] + "/"
	fset := token.NewFileSet()
	known := &table{ready: map[string]*types.Package{}}
	edges, seen := map[[2]string]bool{}, map[string]bool{}
	filesIn := map[string][]string{}
	folder := map[string]string{}
	blank := [][3]string{}
	decoder := json.NewDecoder(os.Stdin)
	for decoder.More() {
		one := listed{}
		if err := decoder.Decode(&one); err != nil {
			panic(err)
		}
		ours := strings.HasPrefix(one.Dir+"/", root) && !strings.HasSuffix(one.ImportPath, ".test")
		files := []*ast.File{}
		for _, name := range append(one.GoFiles, one.CgoFiles...) {
			path := filepath.Join(one.Dir, name)
			file, _ := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if file == nil {
				continue
			}
			files = append(files, file)
			if !ours {
				continue
			}
			seen[strings.TrimPrefix(path, root)] = true
			if !strings.HasSuffix(name, "_test.go") {
				filesIn[one.ImportPath] = append(filesIn[one.ImportPath], path)
			}
			for _, spec := range file.Imports {
				if spec.Name != nil && spec.Name.Name == "_" {
					blank = append(blank, [3]string{path, strings.Trim(spec.Path.Value, "\"`"), one.ImportPath})
				}
			}
		}
		folder[one.ImportPath] = one.Dir
		known.from = &one
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: known, Error: func(error) {}, FakeImportC: true, IgnoreFuncBodies: !ours,
			Sizes: types.SizesFor("gc", runtime.GOARCH)}
		known.ready[one.ImportPath], _ = config.Check(one.ImportPath, fset, files, info)
		if !ours {
			continue
		}
		for ident, object := range info.Uses {
			if object.Pkg() == nil || object.Parent() == nil || object.Parent() != object.Pkg().Scope() {
				continue
			}
			from, to := fset.Position(ident.Pos()).Filename, fset.Position(object.Pos()).Filename
			if from != to && strings.HasPrefix(from, root) && strings.HasPrefix(to, root) {
				edges[[2]string{strings.TrimPrefix(from, root), strings.TrimPrefix(to, root)}] = true
			}
		}
	}
	for _, one := range blank {
		for _, to := range filesIn[one[1]] {
			edges[[2]string{strings.TrimPrefix(one[0], root), strings.TrimPrefix(to, root)}] = true
		}
	}
	out := struct {
		Edges [][2]string
		Files []string
	}{}
	for edge := range edges {
		out.Edges = append(out.Edges, edge)
	}
	for file := range seen {
		out.Files = append(out.Files, file)
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
"""

OWN = {
    "go.mod": "module example.com/app\n\ngo 1.20\n\nrequire example.com/extra v0.0.0\n\nreplace (\n"
              "\texample.com/extra => ./extra // near\n)\n",
    "main.go": "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/app/util\"\n"
               "\tother \"example.com/app/internal/deep\"\n\t_ \"example.com/app/side\"\n\t. \"example.com/app/dots\"\n"
               "\tlib \"example.com/extra/v\"\n)\n\n"
               "func main() { fmt.Println(util.Twice(helper()), other.Value, Dotted, lib.V) }\n",
    "helper.go": "package main\n\nimport \"example.com/app/util\"\n\nfunc helper() int { return util.One }\n",
    "main_test.go": "package main\n\nimport \"testing\"\n\nfunc TestHelper(t *testing.T) { _ = helper() }\n",
    "util/twice.go": "package util\n\nfunc Twice(n int) int { return n * two }\n",
    "util/names.go": "package util\n\nconst One = 1\n\nconst two = 2\n\ntype Box struct{ N int }\n",
    "util/box.go": "package util\n\nfunc (b Box) Double() int { return Twice(b.N) }\n",
    "util/os_linux.go": "package util\n\nconst System = \"linux\"\n",
    "util/os_windows.go": "package util\n\nconst System = \"windows\"\n",
    "util/system.go": "package util\n\nvar Name = System\n",
    "util/export_test.go": "package util\n\nvar Two = two\n",
    "util/outer_test.go": "package util_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/app/util\"\n)\n\n"
                          "func TestTwo(t *testing.T) { _ = util.Two + util.One + shared }\n",
    "util/shared_test.go": "package util_test\n\nconst shared = 3\n",
    "util/ignored.go": "//go:build ignore\n\npackage main\n\nfunc main() {}\n",
    "internal/deep/deep.go": "package deep\n\nvar Value = inner()\n",
    "internal/deep/inner.go": "package deep\n\nfunc inner() int { return 0 }\n",
    "side/side.go": "package side\n\nfunc init() {}\n",
    "dots/dots.go": "package dots\n\nconst Dotted = 4\n",
    "extra/go.mod": "module example.com/extra\n",
    "extra/v/v.go": "package versioned\n\nconst V = 5\n",
}


def listed(root):
    environment = dict(os.environ, GOFLAGS="-mod=mod", GOTOOLCHAIN="local", CGO_ENABLED="1")
    if (root / "go.work").exists() or (root / "vendor").exists():
        environment["GOFLAGS"] = ""
    modules = sorted(path.parent for path in root.rglob("go.mod") if "vendor" not in path.parts)
    text = b""
    for module in modules:
        done = subprocess.run(["go", "list", "-e", "-deps", "-test", "-json=ImportPath,Dir,Name,GoFiles,CgoFiles,"
                               "ImportMap,Imports,ForTest,Standard", "./..."], cwd=module, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            print("  %s: %s" % (module, done.stderr.decode()[:300]))
        text += done.stdout
    return text


def rows_of(text):
    decoder, rest = json.JSONDecoder(), text.decode()
    while rest.strip():
        row, end = decoder.raw_decode(rest.lstrip())
        rest = rest.lstrip()[end:]
        yield row


def package_edges(rows, root):
    """(folder, folder) of packages and what they import; tests count to the folder that they lie in."""
    rows = list(rows)
    folders = {row["ImportPath"]: row.get("Dir", "") for row in rows}
    inside = lambda folder: folder and pathlib.Path(folder).is_relative_to(root)
    found = set()
    for row in rows:
        if not inside(row.get("Dir")) or row["ImportPath"].endswith(".test"):
            continue
        for one in row.get("Imports", []):
            to = folders.get(row.get("ImportMap", {}).get(one, one), "")
            if inside(to) and to != row["Dir"]:
                found.add(tuple(str(pathlib.Path(f).relative_to(root)) for f in (row["Dir"], to)))
    return found


def said_of(oyer, root, files):
    said = edges.Said(oyer, root)
    folder = lambda path: str(pathlib.PurePath(path).parent)
    packages = set()
    for path, one in said.imports(("go",)):
        if path in files:
            packages.update((folder(path), folder(to)) for to in one["files"] if folder(to) != folder(path))
    return packages, edges.between(oyer, root, files), said.statuses(("go",), files)


def compare(oyer, root, scratch):
    subprocess.run(["chmod", "-R", "u+w", root], check=True)
    (scratch / "checker").mkdir()
    (scratch / "checker" / "main.go").write_text(CHECKER)
    (scratch / "checker" / "go.mod").write_text("module checker\n\ngo 1.20\n")
    program = scratch / "checker" / "checker"
    subprocess.run(["go", "build", "-o", program, "."], cwd=program.parent, check=True)
    text = listed(root)
    truth = json.loads(subprocess.run([program, root], input=text, check=True, stdout=subprocess.PIPE).stdout)
    files = set(truth["Files"] or [])
    packages, between, statuses = said_of(oyer, root, files)
    good = edges.report(root.name + ", packages", package_edges(rows_of(text), root), packages, "imports " + statuses)
    return edges.report(root.name + ", files", {tuple(e) for e in truth["Edges"] or []}, between,
                        "%d files" % len(files)) and good


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    if shutil.which("go") is None:
        print("no go here (apt-get install golang-go): nothing to compare with")
        return 77
    return edges.compare_all(sys.argv[2:], lambda folder: [edges.written(OWN, folder / "own")],
                             lambda root, scratch: compare(oyer, root, scratch))


if __name__ == "__main__":
    sys.exit(main())
