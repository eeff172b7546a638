"""The judge's side: runs a task's tests against a candidate that lives in another process.

One judge serves one task and one worker. It gets the task once, then for each candidate a connected socket, and
answers with a report. The tests' code is compiled once and executed in fresh globals for each candidate. In those
globals a name of the candidate is bound to a stand-in: a function whose calls go over the socket, or a Handle.

What comes back is bytes. They are checked, decoded and rebuilt with the judge's own classes, and only then compared,
by the tests, with the judge's own equality. Every request carries a random token that its answer must repeat;
anything else on the socket (an answer before its request, a second one, a byte too many) ends the run. A test counts
as passed only if it ran to its end while the run was sound, and the report as a whole is evidence only if the
candidate's process was still in step at the very end (END, BYE).
"""

import ast
import builtins
import json
import os
import random
import socket
import struct
import sys

import oyer_codec as codec
from oyer_codec import (CALL, CALL_BACK, DRAINED, END, GET, HEADER, HEADER_REST, INVOKE, LOADED, METHOD, MUTATED, NEXT,
                   OPAQUE, RAISED, SET, SUBCLASS, TAGGED, VALUE, BYE, ATOMS, Malformed, Unencodable, dumps)

ENDING = frozenset(["SystemExit", "KeyboardInterrupt", "GeneratorExit", "SkipTest", "AssertionError"])
CROSSING = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and name not in ENDING
}
MOST_DETAIL = 300
MOST_CALLS = 10_000_000


class CandidateError(Exception):
    """An exception class of the candidate's own."""


CROSSING["CandidateError"] = CandidateError


class RunEnded(BaseException):
    """Nothing more can be learned from this candidate. Not an Exception: tests cannot catch it by mistake, and if one
    does with a bare except, the link stays dead and the test does not count."""

    def __init__(self, reason, detail=""):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Handle:
    """Stands for an object that stays in the candidate's process. It can be called, iterated, and asked for the
    attributes that tests name. Equality, order, hash, truth, length and class are this object's own, by identity."""

    __slots__ = ("_oyer_link", "_oyer_number", "_oyer_name")

    def __init__(self, link, number, name):
        object.__setattr__(self, "_oyer_link", link)
        object.__setattr__(self, "_oyer_number", number)
        object.__setattr__(self, "_oyer_name", name)

    def __call__(self, *args, **kwargs):
        return self._oyer_link.ask(INVOKE, (self._oyer_number, args, kwargs))

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        link, number = self._oyer_link, self._oyer_number
        value = link.ask(GET, (number, name))
        if type(value) is Handle and value._oyer_name == "method":
            def method(*args, **kwargs):
                return link.ask(METHOD, (number, name, args, kwargs))
            return method
        return value

    def __setattr__(self, name, value):
        self._oyer_link.ask(SET, (self._oyer_number, name, value))

    def __iter__(self):
        iterator = self._oyer_link.ask(NEXT, (self._oyer_number, 0))
        if type(iterator) is not Handle:
            self._oyer_link.end("protocol", "iterator")
        return self._oyer_link.continue_iterator((), "more", iterator._oyer_number)

    def __repr__(self):
        return "<%s of the candidate>" % scrub(self._oyer_name)

    def __deepcopy__(self, memo):
        raise TypeError("an object of the candidate cannot be copied")

    __copy__ = __reduce_ex__ = lambda self, *_: self.__deepcopy__(None)


class Link:
    """One candidate's socket."""

    separate = True

    def __init__(self, descriptor, library, spec, learn):
        self.socket = socket.socket(fileno=descriptor)
        self.decoder = codec.Decoder(library, self.find_handle, self.continue_iterator)
        self.most = self.decoder.most_bytes + HEADER.size
        self.handles = {}
        self.tokens = iter(())
        self.sent = self.answered = 0
        self.flags = {MUTATED: 0, SUBCLASS: 0, OPAQUE: 0, DRAINED: 0}
        self.micros = 0
        self.last = None          # the last answer, for the feedback on a failed test
        self.raised = None        # the exception last raised here in the candidate's name
        self.opaque_seen = False  # by the present test
        self.ended = None
        self.mutates = spec.get("mutates") or {}
        self.learned = {} if learn else None

    def end(self, reason, detail=""):
        if self.ended is None:
            self.ended = RunEnded(reason, detail)
        raise self.ended

    # -- frames --

    def token(self):
        for token in self.tokens:
            return token
        self.tokens = iter(memoryview(os.urandom(512)).cast("Q").tolist())
        return next(self.tokens)

    def exchange(self, kind, flags, body):
        """Sends a request and gives its answer as (kind, body)."""
        if self.ended is not None:
            raise self.ended
        token = self.token()
        self.sent += 1
        frame = HEADER.pack(len(body) + HEADER_REST, kind, flags, 0, token) + body
        try:
            self.socket.sendall(frame)
        except OSError:
            self.end("closed")
        kind, flags, micros, answer = self.receive(token)
        self.answered += 1
        self.micros += micros
        if flags:
            for flag in self.flags:
                if flags & flag:
                    self.flags[flag] += 1
            if flags & OPAQUE:
                self.opaque_seen = True
        return kind, answer

    def receive(self, token):
        """The one frame that may come now; exactly its bytes and not one more."""
        try:
            data = self.socket.recv(65536)
            while 0 < len(data) < HEADER.size:
                more = self.socket.recv(65536)
                if not more:
                    self.end("closed")
                data += more
        except OSError:
            self.end("closed")
        if not data:
            self.end("closed")
        length, kind, flags, micros, got = HEADER.unpack_from(data)
        if got != token:
            self.end("protocol", "token")
        if length < HEADER_REST or length + 4 > self.most:
            self.end("protocol", "length")
        if len(data) != length + 4:
            data = self.receive_rest(data, length + 4)
        return kind, flags, micros, data[HEADER.size:]

    def receive_rest(self, data, total):
        parts, held = [data], len(data)
        while held < total:
            try:
                more = self.socket.recv(min(total - held + 1, 1 << 20))
            except OSError:
                more = b""
            if not more:
                self.end("closed")
            parts.append(more)
            held += len(more)
        if held > total:
            self.end("protocol", "trailing bytes")
        return b"".join(parts)

    # -- values --

    def find_handle(self, number, name):
        if type(number) is not int or not 0 <= number < 1 << 40 or type(name) is not str:
            raise ValueError
        found = self.handles.get(number)
        if found is None:
            found = self.handles[number] = Handle(self, number, name[:80])
        return found

    def continue_iterator(self, items, ending, more):
        """An iterator over `items` and whatever the candidate's own has beyond them."""
        return self.iterate(items, ending, more)

    def iterate(self, items, ending, more):
        most = codec.CHUNK
        while True:
            yield from items
            if ending == "end":
                return
            if ending != "more":
                self.raise_described(ending)
            most = min(most * 2, 4096)
            answer = self.ask(NEXT, (more, most))
            if type(answer) is not tuple or len(answer) != 2 or type(answer[0]) is not list:
                self.end("protocol", "iterator")
            items, ending = answer

    def decode(self, body):
        try:
            return self.decoder.decode(body)
        except Malformed as error:
            self.end("protocol", str(error))
        except (MemoryError, RecursionError):
            self.end("judge_exhausted", "while decoding")
        except Exception as error:
            self.end("protocol", type(error).__name__)

    def encode(self, value):
        """A request's body. Arguments are the judge's own values and handles that came from this candidate."""
        try:
            if codec.is_plain(value):
                return dumps(value, 4), 0
            return dumps(Arguments().convert(value), 4), TAGGED
        except (Unencodable, ValueError) as error:
            self.end("unencodable_argument", str(error))

    # -- requests --

    def ask(self, kind, request):
        body, flags = self.encode(request)
        answer, body = self.exchange(kind, flags, body)
        value = self.decode(body)
        if answer == VALUE:
            self.last = value
            return value
        if answer != RAISED:
            self.end("protocol", "kind")
        self.raise_described(value)

    def call(self, name, args, kwargs):
        wanted = self.mutates.get(name)
        if self.learned is not None:
            return self.call_learning(name, args, kwargs)
        if wanted is None:
            return self.ask(CALL, (name, args, kwargs))
        wanted = [one for one in wanted if (one in kwargs if type(one) is str else one < len(args))]
        return self.call_back(name, args, kwargs, wanted)

    def call_back(self, name, args, kwargs, wanted):
        answer = self.ask(CALL_BACK, (name, args, kwargs, wanted))
        if type(answer) is not tuple or len(answer) != 2 or type(answer[1]) is not list or \
                len(answer[1]) != len(wanted):
            self.end("protocol", "arguments")
        value, back = answer
        for one, new in zip(wanted, back):
            self.write_back(args[one] if type(one) is int else kwargs[one], new)
        self.last = value
        return value

    def call_learning(self, name, args, kwargs):
        """Every argument comes back; those that changed are noted."""
        named = [*enumerate(args), *kwargs.items()]
        wanted = [one for one, item in named if type(item) not in ATOMS and type(item) not in (tuple, Handle)]
        before = {one: repr(args[one] if type(one) is int else kwargs[one]) for one in wanted}
        value = self.call_back(name, args, kwargs, wanted)
        for one in wanted:
            if repr(args[one] if type(one) is int else kwargs[one]) != before[one]:
                self.learned.setdefault(name, [])
                if one not in self.learned[name]:
                    self.learned[name].append(one)
        return value

    def write_back(self, old, new):
        """Gives an argument its new contents; the object stays the same, as it would in one process."""
        if type(old) is not type(new):
            self.end("protocol", "argument type")
        if isinstance(old, (list, bytearray)):
            old[:] = new
        elif isinstance(old, (dict, set)):
            old.clear()
            old.update(new)
        elif hasattr(old, "extend") and hasattr(old, "clear"):  # deque
            old.clear()
            old.extend(new)
        elif hasattr(old, "shape"):  # numpy array
            old[...] = new

    def raise_described(self, described):
        """Raises the judge's exception of that name, or ends the run."""
        if type(described) is not tuple or len(described) != 4:
            self.end("protocol", "exception")
        name, arguments, line, exact = described
        if type(name) is not str or type(arguments) is not tuple or type(line) is not int or type(exact) is not str:
            self.end("protocol", "exception")
        kind = CROSSING.get(name)
        if kind is None:
            self.end("candidate_exit", scrub(exact))
        self.raised = make_exception(kind, arguments)
        self.raised_as = (exact, line)
        raise self.raised

    # -- a run's two ends --

    def loaded(self):
        """What LOADED says of the wanted names, or the end of the run when the source did not load."""
        kind, _, _, body = self.receive(0)
        value = self.decode(body)
        if kind == RAISED and type(value) is tuple and len(value) == 5:
            phase, name, arguments, line, exact = value
            self.load_error = {"phase": scrub(str(phase)), "name": scrub(str(exact)), "line": line,
                               "message": brief(arguments[0]) if arguments else ""}
            self.end("load_error", scrub("%s: %s" % (exact, self.load_error["message"])))
        if kind != LOADED or type(value) is not list:
            self.end("protocol", "loaded")
        return value

    def finish(self):
        """END and BYE: the candidate is still in step, and nothing else is on the way."""
        kind, body = self.exchange(END, 0, b"N")
        if kind != BYE or body != b"N":
            self.end("protocol", "bye")
        self.sent -= 1
        self.answered -= 1

    def close(self):
        self.socket.close()


class Arguments(codec.Encoder):
    """Encodes a test's arguments: handles go back by number, and nothing else of the judge's stays behind."""

    def refer(self, value):
        if type(value) is Handle:
            return (..., "handle", value._oyer_number, "")
        raise Unencodable("argument of type " + type(value).__name__)

    def drain(self, iterator):
        items, ending = codec.take(iterator, codec.MOST_DRAINED)
        if ending != "end":
            raise Unencodable("iterator")
        return (..., "iterator", tuple(self.items(items)), "end", -1)


def make_exception(kind, arguments):
    try:
        return kind(*arguments)
    except Exception:
        error = kind.__new__(kind)
        error.args = arguments
        return error


# ---- text about values, for feedback ------------------------------------------------------------------------------


def scrub(text, most=MOST_DETAIL):
    """Printable ASCII on one line, at most so long."""
    short = text[:most]
    if not (short.isascii() and short.isprintable()):
        short = "".join([c if " " <= c <= "~" else ascii(c)[1:-1] for c in short])
    return short[:most] + ("..." if len(text) > most or len(short) > most else "")


def brief(value, most=MOST_DETAIL, depth=4):
    """A short repr that costs little whatever the value: no large int is written out, no long list walked."""
    kind = type(value)
    if kind is int and value.bit_length() > 256:
        return "<int of %d bits>" % value.bit_length()
    if kind is str or kind is bytes:
        return scrub(repr(value[:most]), most) + ("..." if len(value) > most else "")
    if kind in (list, tuple, set, frozenset, dict):
        if depth == 0:
            return "..."
        parts, length = [], 0
        for index, item in enumerate(value):
            text = brief(item, most, depth - 1)
            if kind is dict:
                text += ": " + brief(value[item], most, depth - 1)
            parts.append(text)
            length += len(text)
            if length > most or index > 50:
                parts.append("...")
                break
        opened, closed = {list: "[]", tuple: "()"}.get(kind, "{}")
        tail = "," if kind is tuple and len(parts) == 1 else ""
        return scrub(opened + ", ".join(parts) + tail + closed, most)
    if kind in ATOMS or kind is Handle:
        return scrub(repr(value), most)
    try:
        return scrub(repr(value), most)
    except Exception:
        return "<%s>" % kind.__name__


# ---- the task ---------------------------------------------------------------------------------------------------

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


class Run:
    """One candidate before one task's tests."""

    def __init__(self, task, link, stop_at_first):
        self.task = task
        self.link = link
        self.stop_at_first = stop_at_first
        self.globals = {"__name__": "tests", "__builtins__": builtins}
        self.results = []
        self.points = None
        self.stopped = False
        self.setup_error = ""

    def bind(self, found):
        """Puts the candidate's names into the tests' globals. A missing one stays unbound: a NameError where used."""
        link = self.link
        if len(found) != len(self.task.names):
            link.end("protocol", "names")
        for name, what in zip(self.task.names, found):
            if what == 1:
                self.globals[name] = remote_function(link, name)
            elif type(what) is tuple and len(what) == 1:
                self.globals[name] = what[0]
            else:
                self.globals.pop(name, None)

    def prepare(self):
        task = self.task
        exec(task.prelude, self.globals)
        for name in task.modules:
            self.globals[name] = sys.modules[name]
        if not task.setup_last:
            exec(task.setup, self.globals)
        self.globals[POINT] = self.point

    def all_tests(self):
        """Runs set-up and tests; what ends the run early leaves the rest not run."""
        try:
            self.bind(self.link.loaded())
            if self.task.setup_last:
                self.run_setup()
            for test in self.task.tests:
                if not self.one_test(test) and self.stop_at_first:
                    self.stopped = True
                    break
            self.link.finish()
        except RunEnded:
            pass

    def run_setup(self):
        """Set-up code that uses the candidate's names. Without it no test means anything."""
        outcome, detail = self.attempt(self.task.setup)
        if outcome != "passed":
            self.setup_error = detail
            self.link.end("candidate_exit", scrub("in set-up code: " + detail))

    def one_test(self, test):
        link = self.link
        link.last, link.raised, link.opaque_seen = None, None, False
        self.points = []
        outcome, detail = self.attempt(test.code)
        if outcome == "passed" and any(point is not None for point in self.points):
            outcome, detail = next(point for point in self.points if point is not None)
        result = {"id": test.id, "outcome": outcome}
        if detail:
            result["detail"] = detail
        if outcome != "passed" and link.opaque_seen:
            result["reason"] = "unencodable"
        if test.points:
            result["points"] = point_marks(self.points, test.points)
        self.results.append(result)
        return outcome == "passed"

    def attempt(self, code):
        try:
            exec(code, self.globals)
        except BaseException as error:
            return self.judge_error(error)
        if self.link.ended is not None:
            raise self.link.ended
        return "passed", ""

    def point(self, number, error):
        """Called by the rewritten tests after each point."""
        if error is None:
            if self.link.ended is not None:
                raise self.link.ended
            self.points.append(None)
            return
        self.points.append(self.judge_error(error))
        if self.stop_at_first:
            raise Stop

    def judge_error(self, error):
        """(outcome, detail) of a test that an exception left. Ends the run when the judge itself gave out."""
        link = self.link
        if link.ended is not None:
            raise link.ended
        if isinstance(error, Stop):
            return next(point for point in self.points if point is not None)
        if error is link.raised:
            exact, line = link.raised_as
            text = brief(error.args[0]) if error.args else ""
            where = " (line %d)" % line if line > 0 else ""
            return "error", scrub("candidate raised %s: %s%s" % (exact, text, where))
        if isinstance(error, AssertionError):
            return "failed", "got " + brief(link.last)
        if link.separate and isinstance(error, (MemoryError, RecursionError)):
            link.end("judge_exhausted", type(error).__name__)
        if isinstance(error, Exception):
            return "error", scrub("%s: %s" % (type(error).__name__, brief(error.args[0]) if error.args else ""))
        return link.end("candidate_exit", type(error).__name__)


class Stop(BaseException):
    """Leaves a test at its first failed point."""


def point_marks(points, planned):
    """One letter a point: P passed, F failed, E error, N not run."""
    marks = ["P" if point is None else "F" if point[0] == "failed" else "E" for point in points[:planned]]
    return "".join(marks) + "N" * (planned - len(marks))


def remote_function(link, name):
    call = link.call

    def function(*args, **kwargs):
        return call(name, args, kwargs)

    function.__name__ = function.__qualname__ = name
    return function


# ---- the engine's side --------------------------------------------------------------------------------------------


class Control:
    """Length-prefixed JSON from and to the engine; descriptors arrive beside the bytes, in order."""

    def __init__(self, descriptor):
        self.socket = socket.socket(fileno=descriptor)
        self.data = bytearray()
        self.descriptors = []

    def need(self, count):
        while len(self.data) < count:
            more, descriptors, _, _ = socket.recv_fds(self.socket, 1 << 18, 16)
            self.descriptors.extend(descriptors)
            if not more:
                return False
            self.data += more
        return True

    def receive(self):
        if not self.need(4):
            return None
        (length,) = struct.unpack_from("<I", self.data)
        if not self.need(4 + length):
            return None
        message = json.loads(bytes(self.data[4:4 + length]))
        del self.data[:4 + length]
        return message

    def send(self, message):
        body = json.dumps(message, separators=(",", ":")).encode("ascii")
        self.socket.sendall(struct.pack("<I", len(body)) + body)


class Judge:
    def __init__(self, library):
        self.library = library
        self.task = None

    def take_task(self, message):
        self.task = None
        try:
            self.task = Task(message)
            self.dry_run()
        except Exception as error:
            self.task = None
            return {"op": "task", "ok": False, "error": "%s: %s" % (type(error).__name__, scrub(str(error)))}
        return {"op": "task", "ok": True, "planned": len(self.task.tests),
                "points": sum(test.points for test in self.task.tests), "names": self.task.names,
                "modules": self.task.modules, "setup_after": self.task.setup_last}

    def dry_run(self):
        """The prelude and early set-up run without a candidate; if they do not, the task is at fault, not one."""
        Run(self.task, None, False).prepare()

    def judge(self, message, descriptor, learn):
        random.seed(message.get("seed", 0))
        link = Link(descriptor, self.library, self.task.spec, learn)
        run = Run(self.task, link, bool(message.get("stop_at_first")))
        try:
            run.prepare()
            run.all_tests()
        finally:
            link.close()
        return report_of(run, link, message["nonce"])


def report_of(run, link, nonce):
    results = run.results
    done = {result["id"] for result in results}
    results.extend({"id": test.id, "outcome": "not_run"} for test in run.task.tests if test.id not in done)
    report = {"op": "report", "nonce": nonce, "planned": len(run.task.tests), "run": len(done),
              "calls": link.sent, "answered": link.answered, "complete": link.ended is None, "tests": results,
              "flags": {"mutated": link.flags[MUTATED], "subclass": link.flags[SUBCLASS],
                        "opaque": link.flags[OPAQUE], "drained": link.flags[DRAINED]},
              "candidate_micros": link.micros, "stopped": run.stopped, "setup_error": run.setup_error}
    if link.ended is not None:
        report["reason"], report["detail"] = link.ended.reason, link.ended.detail
    elif any(result.get("reason") == "unencodable" for result in results):
        report["reason"], report["detail"] = "unencodable", ""
    if getattr(link, "load_error", None):
        report["load_error"] = link.load_error
    if link.learned is not None:
        report["mutates"] = link.learned
    return report


def serve(descriptor, library):
    control = Control(descriptor)
    judge = Judge(library)
    while True:
        message = control.receive()
        if message is None:
            return
        op = message["op"]
        if op == "task":
            control.send(judge.take_task(message))
        elif op in ("judge", "learn"):
            control.send(judge.judge(message, control.descriptors.pop(0), op == "learn"))
        else:
            raise ValueError("unknown op")


def run(payload, descriptors, library):
    serve(descriptors[0], library)


# ---- both in one process ------------------------------------------------------------------------------------------


class SharedLink:
    """In the place of a Link where the tests share the candidate's process: names are the candidate's own objects.
    What is reported from here is the candidate's word."""

    separate = False

    def __init__(self, names, namespace, error):
        self.found = [(namespace[name],) if name in namespace else 0 for name in names]
        self.error = error
        self.sent = self.answered = self.micros = 0
        self.flags = {MUTATED: 0, SUBCLASS: 0, OPAQUE: 0, DRAINED: 0}
        self.last = self.raised = self.ended = self.learned = None
        self.opaque_seen = False

    end = Link.end

    def loaded(self):
        if self.error is not None:
            phase, name, arguments, line, exact = self.error
            self.load_error = {"phase": phase, "name": scrub(exact), "line": line,
                               "message": brief(arguments[0]) if arguments else ""}
            self.end("load_error", scrub("%s: %s" % (exact, self.load_error["message"])))
        return self.found

    def finish(self):
        pass


def run_shared(spec, descriptor):
    import oyer_candidate

    oyer_candidate.settle(spec)
    task = Task(spec["task"])
    request = spec["request"]
    namespace, error = oyer_candidate.load({"source": spec["source"], "prelude": spec["task"].get("prelude")})
    link = SharedLink(task.names, namespace, error)
    one = Run(task, link, bool(request.get("stop_at_first")))
    one.prepare()
    one.all_tests()
    oyer_candidate.flush()
    Control(descriptor).send(report_of(one, link, request["nonce"]))
