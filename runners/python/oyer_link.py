"""The judge's end of one candidate's socket, and what stands for the candidate's objects in the tests.

What comes back is bytes. They are checked, decoded and rebuilt with the judge's own classes before anything looks at
them. Every request carries a random token that its answer must repeat; anything else on the socket (an answer before
its request, a second one, a byte too many) ends the run for good.
"""

import builtins
import collections
import os
import re
import socket

import oyer_codec as codec
from oyer_codec import (BACK, CALL, CALL_BACK, DRAINED, END, GET, HEADER, HEADER_REST, INVOKE, LOADED, METHOD, MUTATED,
                        NEXT, OPAQUE, RAISED, SET, SUBCLASS, TAGGED, VALUE, BYE, ATOMS, Malformed, Unencodable, dumps)

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
# Out of a call these would end whatever loop of the judge the call stands in: all(map(f, xs)) would be true of nothing.
# What ends an iterator of the candidate's crosses as such, never as an exception.
CROSSING["StopIteration"] = CROSSING["StopAsyncIteration"] = CandidateError


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
        return self._oyer_link.perform(INVOKE, (self._oyer_number,), args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        link, number = self._oyer_link, self._oyer_number
        value = link.ask(GET, (number, name))
        if type(value) is Handle and value._oyer_name == "method":
            def method(*args, **kwargs):
                return link.perform(METHOD, (number, name), args, kwargs)
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

    def __init__(self, descriptor, library, spec, learn, back=False):
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
        self.back = back          # every argument is left as the candidate leaves it

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
            if str(error) == "too_wide":
                # A well-formed integer beyond the codec's limit: it equals nothing here, and the test says why.
                self.opaque_seen = True
                return object()
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

    def ask(self, kind, request, more_flags=0):
        body, flags = self.encode(request)
        answer, body = self.exchange(kind, flags | more_flags, body)
        value = self.decode(body)
        if answer == VALUE:
            self.last = value
            return value
        if answer != RAISED:
            self.end("protocol", "kind")
        self.raise_described(value)

    def perform(self, kind, what, args, kwargs):
        """A call of any kind, whose arguments stay as they are; with `back`, as it would leave them in one process."""
        if not self.back:
            return self.ask(kind, (*what, args, kwargs))
        kept = codec.containers(args, kwargs)
        answer = self.ask(kind, (*what, args, kwargs), BACK)
        if type(answer) is not tuple or len(answer) != 2 or type(answer[1]) is not list or len(answer[1]) != len(kept):
            self.end("protocol", "arguments")
        value, back = answer
        # What the candidate moved from one place to another is here the object that stood in the first.
        same = {id(new): old for old, new in zip(kept, back)}
        for old, new in zip(kept, back):
            self.write_back(old, moved(new, same))
        self.last = same.get(id(value), value)
        return self.last

    def call(self, name, args, kwargs):
        if self.back:
            return self.perform(CALL, (name,), args, kwargs)
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
        if type(old) is not type(new) and not (self.back and isinstance(old, type(new))):
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


def moved(new, same):
    """`new`, whose items are the judge's own objects wherever `same` knows them."""
    if type(new) is list:
        new[:] = [same.get(id(item), item) for item in new]
    elif isinstance(new, dict):
        for key, item in new.items():
            new[key] = same.get(id(item), item)
    elif type(new) is collections.deque:
        for at, item in enumerate(list(new)):
            new[at] = same.get(id(item), item)
    return new


def make_exception(kind, arguments):
    try:
        return kind(*arguments)
    except Exception:
        error = kind.__new__(kind)
        error.args = arguments
        return error


def remote_function(link, name):
    call = link.call

    def function(*args, **kwargs):
        return call(name, args, kwargs)

    function.__name__ = function.__qualname__ = name
    return function


# ---- text about values, for feedback ------------------------------------------------------------------------------


ADDRESS = re.compile(" at 0x[0-9a-fA-F]*")


def scrub(text, most=MOST_DETAIL):
    """Printable ASCII on one line, at most so long. Without addresses: two records of the same work are equal."""
    short = text[:most]
    if " at 0x" in short:
        short = ADDRESS.sub("", short)
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
