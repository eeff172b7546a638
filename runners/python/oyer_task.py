"""A task's tests, compiled once and ready to be executed in fresh globals for each candidate."""

import ast
import builtins
import sys

POINT = "__oyer_point__"
LOAD = ast.Load()


class Points:
    """Makes each assertion of a test a point of its own: statements at the top of the test, or at the top of its
    function `check`, that hold an assert are tried one by one, so that the report can say which of them failed."""

    def __init__(self):
        self.count = 0

    def rewrite(self, tree):
        tree.body = self.statements(tree.body)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == "check":
                node.body = self.statements(node.body)
        return tree

    def statements(self, body):
        return [self.point(node) if self.holds_assert(node) else node for node in body]

    def holds_assert(self, node):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr, ast.Assign, ast.Import)):
            return False
        return any(isinstance(one, ast.Assert) for one in ast.walk(node))

    def point(self, node):
        at = {"lineno": node.lineno, "col_offset": node.col_offset, "end_lineno": node.end_lineno,
              "end_col_offset": node.end_col_offset}
        number = ast.Constant(self.count, **at)
        self.count += 1

        def note(argument):
            return ast.Expr(ast.Call(ast.Name(POINT, LOAD, **at), [number, argument], [], **at), **at)

        handler = ast.ExceptHandler(ast.Name("BaseException", LOAD, **at), "__oyer_error__",
                                    [note(ast.Name("__oyer_error__", LOAD, **at))], **at)
        return ast.Try([node], [handler], [note(ast.Constant(None, **at))], [], **at)


class Test:
    def __init__(self, spec, split):
        self.id = spec["id"]
        tree = ast.parse(spec["code"], "<test>")
        self.points = 0
        if split:
            points = Points()
            tree = points.rewrite(tree)
            self.points = points.count
        self.code = compile(tree, "<test>", "exec", dont_inherit=True)


def names_in(code):
    """Names that compiled code and the code within it looks up, attributes included."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names |= names_in(constant)
    return names


def loaded_names(trees):
    """Global names that code reads."""
    return {node.id for tree in trees for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def bound_names(trees):
    """Names that code binds anywhere: good enough to see that a name is the task's own."""
    bound = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).partition(".")[0])
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                bound.add(node.name)
    return bound


STANDARD_MODULES = getattr(sys, "stdlib_module_names", None) or frozenset(
    ["sys", "math", "re", "os", "random", "string", "collections", "itertools", "functools", "operator", "heapq",
     "bisect", "datetime", "decimal", "fractions", "statistics", "json", "copy", "typing", "time", "array", "cmath"])


class Task:
    """A task's tests, compiled. `names` are bound to the candidate's objects over whatever the prelude defines; a
    name that nothing defines and that is a standard module is the judge's own module (MBPP/596 uses sys)."""

    def __init__(self, spec):
        prelude, setup = spec.get("prelude") or "", spec.get("setup") or ""
        self.names = list(spec["names"])
        self.spec = spec
        self.prelude = compile(prelude, "<prelude>", "exec", dont_inherit=True)
        self.setup = compile(setup, "<setup>", "exec", dont_inherit=True)
        self.tests = [Test(test, spec.get("points", True)) for test in spec["tests"]]
        self.setup_last = spec.get("setup_after", bool(loaded_names([ast.parse(setup)]) & set(self.names)))
        self.modules = self.find_modules([setup] + [test["code"] for test in spec["tests"]], prelude)
        self.names = [name for name in self.names if name not in self.modules]
        for name in self.modules:
            __import__(name)

    def find_modules(self, texts, prelude):
        """Standard modules that the tests use and nobody imports. Few tests so much as name one: a look at the names
        of the compiled code, attributes among them, spares the rest a closer look."""
        suspects = set().union(*[names_in(code) for code in [self.setup] + [test.code for test in self.tests]])
        suspects &= STANDARD_MODULES
        if not suspects:
            return []
        trees = [ast.parse(text) for text in texts]
        free = loaded_names(trees) - bound_names(trees + [ast.parse(prelude)]) - set(vars(builtins))
        return sorted(name for name in free & suspects if name != self.names[0])
