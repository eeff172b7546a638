"""The frames that cross between a candidate's process and its judge or the engine, and the values in them.

A frame is a header (see HEADER) and a body: one value in marshal format 4, of plain exact built-in types only. What is
not plain is rewritten to a tagged value, a tuple (..., "Tag", payload): Ellipsis never crosses as itself, so no plain
value can be mistaken for one. The receiver checks every body with the C scanner (runners/frame_scan.h) before it
decodes, and rebuilds tagged values with its own classes, so that equality, hashing and truth are the receiver's.

Both sides load this file. In the candidate's process everything here may have been tampered with; that process only
makes bytes, and nothing in the judge rests on how they were made.
"""

import array
import collections
import ctypes
import datetime
import decimal
import fractions
import hashlib
import itertools
import marshal
import struct
import sys

dumps = marshal.dumps
loads = marshal.loads

# Bytes after this length, kind, flags, CPU microseconds the answer took (a claim), token of the request answered.
HEADER = struct.Struct("<IBBIQ")
HEADER_REST = HEADER.size - 4

# Kinds of requests and answers.
CALL, CALL_BACK, METHOD, INVOKE, GET, SET, NEXT, END = range(1, 9)
LOADED, VALUE, RAISED, BYE, ENDED = range(32, 37)

# Flags of an answer: data for the record, never evidence. TAGGED on a request spares the candidate a look; BACK there
# asks for the arguments' containers() beside the value, as the call has left them.
MUTATED, SUBCLASS, OPAQUE, DRAINED, TAGGED, BACK = 1, 2, 4, 8, 16, 32

ATOMS = frozenset([type(None), bool, int, float, complex, str, bytes])
SEQUENCES = frozenset([list, tuple, set, frozenset])
_atoms_only = ATOMS.issuperset

MOST_DEPTH = 250          # below the scanner's, which counts the frame's own tuples
CHUNK = 32                # items of an iterator that cross with it; more on request
MOST_DRAINED = 65536      # items, where nobody can ask for more
MOST_DRAINED_BYTES = 4 << 20


class Unencodable(Exception):
    """A value that has no frame."""


class Malformed(Exception):
    """Bytes that are no frame of ours."""


def is_plain(value, depth=MOST_DEPTH):
    """True when marshal carries the value as it is. (marshal itself would turn any buffer into bytes.)"""
    kind = type(value)
    if kind in ATOMS:
        return True
    if not depth:
        raise Unencodable("too deep")
    if kind in SEQUENCES:
        if _atoms_only(map(type, value)):
            return True
        for item in value:
            if type(item) not in ATOMS and not is_plain(item, depth - 1):
                return False
        return True
    if kind is dict:
        if not _atoms_only(map(type, value)) and not is_plain(list(value), depth):
            return False
        values = value.values()
        return _atoms_only(map(type, values)) or is_plain(list(values), depth)
    return False


# ---- encoding ---------------------------------------------------------------------------------------------------

_FACTORIES = {kind.__name__: kind for kind in (int, float, str, list, dict, set, tuple, bool, complex)}
_NAMED_TYPES = {kind.__name__: kind for kind in (bytes, frozenset, type, object, range, type(None))}
_NAMED_TYPES.update(_FACTORIES)
_ITERATOR_MODULES = frozenset(["builtins", "itertools"])


class Encoder:
    """Rewrites one value to plain form. `name_handle` makes the number of an object that must stay where it is, or is
    None where nobody could use one (the object then crosses as an opaque mark)."""

    def __init__(self, name_handle=None):
        self.name_handle = name_handle
        self.flags = 0
        self.memo = {}
        self.open = set()
        self.depth = 0

    def convert(self, value):
        kind = type(value)
        if kind in ATOMS:
            return value
        key = id(value)
        if key in self.memo:
            return self.memo[key][1]
        if key in self.open:
            raise Unencodable("refers to itself")
        if self.depth >= MOST_DEPTH:
            raise Unencodable("too deep")
        self.open.add(key)
        self.depth += 1
        result = self.rewrite(value, kind)
        self.depth -= 1
        self.open.discard(key)
        self.memo[key] = (value, result)  # the value is kept, so that its id stays its own
        return result

    def rewrite(self, value, kind):
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self, value)
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
            return _numpy(self, value, numpy)
        if kind.__module__ in _ITERATOR_MODULES and hasattr(kind, "__next__") and hasattr(kind, "__iter__"):
            return self.drain(value)
        if isinstance(value, tuple) and _is_namedtuple(kind):
            return _namedtuple(self, value, kind)
        for base in kind.__mro__[1:]:
            rule = _BASES.get(base)
            if rule is not None:
                self.flags |= SUBCLASS
                return rule(self, value)
        if kind is type and value is _NAMED_TYPES.get(value.__name__):
            return (..., "type", value.__name__)
        return self.refer(value)

    def refer(self, value):
        self.flags |= OPAQUE
        name = type(value).__name__
        name = name[:80] if type(name) is str else "object"
        if self.name_handle is None:
            return (..., "opaque", name)
        return (..., "handle", self.name_handle(value), name)

    def items(self, values):
        return [item if type(item) in ATOMS else self.convert(item) for item in values]

    def drain(self, iterator):
        self.flags |= DRAINED
        if self.name_handle is not None:
            items, ending = take(iterator, CHUNK)
            more = self.name_handle(iterator) if ending == "more" else -1
            return (..., "iterator", tuple(self.items(items)), ending, more)
        items, ending = take(iterator, MOST_DRAINED)
        return (..., "iterator", tuple(self.items(items)), ending, -1)


def take(iterator, most):
    """Up to `most` items and how it ended: "end", "more", or the exception as (name, arguments, line)."""
    items, size = [], 0
    try:
        for item in itertools.islice(iterator, most):
            items.append(item)
            size += sys.getsizeof(item, 64)
            if size > MOST_DRAINED_BYTES:
                return items, "more"
    except Exception as error:
        return items, describe(error)
    return items, "end" if len(items) < most else "more"


def describe(error):
    """An exception as plain data: nearest built-in class, arguments if small and plain, line, name of its own class."""
    kind = type(error)
    base = next((one for one in kind.__mro__ if one.__module__ == "builtins"), Exception)
    name = base.__name__
    if kind is not base and base is Exception:
        name = "CandidateError"
    if not issubclass(kind, Exception):
        name = base.__name__ if kind is base else kind.__name__
    elif kind.__name__ == "SkipTest":
        name = "SkipTest"
    arguments = error.args
    try:
        if not is_plain(arguments) or len(dumps(arguments, 4)) > 1024:
            arguments = (str(error)[:300],)
    except Exception:
        arguments = ()
    return (str(name)[:80], arguments, _line_of(error), str(kind.__name__)[:80])


CANDIDATE_FILE = "<candidate>"


def _line_of(error):
    """Line in the candidate's source where the error left it, 0 when it never was there."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == CANDIDATE_FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == CANDIDATE_FILE and type(error.lineno) is int:
        line = error.lineno
    return line


def _is_namedtuple(kind):
    fields = getattr(kind, "_fields", None)
    return type(fields) is tuple and all(type(field) is str for field in fields) and hasattr(kind, "_asdict")


def _namedtuple(encoder, value, kind):
    return (..., "namedtuple", kind.__name__, kind._fields, tuple(encoder.items(tuple.__iter__(value))))


def _pairs(encoder, items):
    return tuple(itertools.chain.from_iterable((encoder.convert(k), encoder.convert(v)) for k, v in items))


def _offset(encoder, value):
    offset = value.utcoffset()
    return None if offset is None else (offset.days, offset.seconds, offset.microseconds)


def _datetime(e, v):
    return (..., "datetime", v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, v.fold, _offset(e, v))


def _time(e, v):
    return (..., "time", v.hour, v.minute, v.second, v.microsecond, v.fold, _offset(e, v))


def _decimal(encoder, value):
    sign, digits, exponent = decimal.Decimal.as_tuple(value)
    return (..., "Decimal", sign, bytes(digits), exponent)


def _defaultdict(encoder, value):
    factory = value.default_factory
    name = factory.__name__ if type(factory) is type and _FACTORIES.get(factory.__name__) is factory else None
    return (..., "defaultdict", name, _pairs(encoder, dict.items(value)))


def _numpy(encoder, value, numpy):
    if value.dtype.kind not in "biufcSUmM" or value.dtype.hasobject:
        if isinstance(value, numpy.ndarray) and value.dtype.kind == "O":
            return (..., "objects", encoder.convert(value.tolist()))
        return encoder.refer(value)
    if isinstance(value, numpy.ndarray):
        return (..., "ndarray", value.dtype.str, tuple(value.shape), value.tobytes())
    return (..., "scalar", value.dtype.str, value.tobytes(), encoder.convert(value.item()))


_RULES = {
    list: lambda e, v: e.items(v),
    tuple: lambda e, v: tuple(e.items(v)),
    set: lambda e, v: set(e.items(v)),
    frozenset: lambda e, v: frozenset(e.items(v)),
    dict: lambda e, v: {e.convert(k): e.convert(item) for k, item in v.items()},
    type(...): lambda e, v: (..., "Ellipsis"),
    type(NotImplemented): lambda e, v: (..., "NotImplemented"),
    bytearray: lambda e, v: (..., "bytearray", bytes(v)),
    memoryview: lambda e, v: (..., "memoryview", bytes(v)),
    array.array: lambda e, v: (..., "array", v.typecode, v.tobytes()),
    range: lambda e, v: (..., "range", v.start, v.stop, v.step),
    slice: lambda e, v: (..., "slice", e.convert(v.start), e.convert(v.stop), e.convert(v.step)),
    collections.Counter: lambda e, v: (..., "Counter", _pairs(e, dict.items(v))),
    collections.OrderedDict: lambda e, v: (..., "OrderedDict", _pairs(e, collections.OrderedDict.items(v))),
    collections.defaultdict: _defaultdict,
    collections.deque: lambda e, v: (..., "deque", tuple(e.items(collections.deque.__iter__(v))), v.maxlen),
    type({}.keys()): lambda e, v: (..., "dict_keys", tuple(e.items(v))),
    type({}.values()): lambda e, v: (..., "dict_values", tuple(e.items(v))),
    type({}.items()): lambda e, v: (..., "dict_items", _pairs(e, v)),
    decimal.Decimal: _decimal,
    fractions.Fraction: lambda e, v: (..., "Fraction", v.numerator, v.denominator),
    datetime.datetime: _datetime,
    datetime.date: lambda e, v: (..., "date", v.year, v.month, v.day),
    datetime.time: _time,
    datetime.timedelta: lambda e, v: (..., "timedelta", v.days, v.seconds, v.microseconds),
}

# What an instance of a subclass crosses as: the plain value of its base, read with the base's own methods.
_BASES = {
    int: lambda e, v: int.__pos__(v),
    float: lambda e, v: float.__pos__(v),
    complex: lambda e, v: complex.__pos__(v),
    str: lambda e, v: str.__str__(v),
    bytes: lambda e, v: bytes.__add__(v, b""),
    list: lambda e, v: e.items(list.__iter__(v)),
    tuple: lambda e, v: tuple(e.items(tuple.__iter__(v))),
    set: lambda e, v: set(e.items(set.__iter__(v))),
    frozenset: lambda e, v: frozenset(e.items(frozenset.__iter__(v))),
    bytearray: lambda e, v: (..., "bytearray", bytes(bytearray.__getitem__(v, slice(None)))),
    dict: lambda e, v: {e.convert(k): e.convert(item) for k, item in dict.items(v)},
}
for _kind in (collections.Counter, collections.OrderedDict, collections.defaultdict, collections.deque,
              decimal.Decimal, fractions.Fraction, datetime.datetime, datetime.date, datetime.time, datetime.timedelta):
    _BASES[_kind] = _RULES[_kind]


def encode(value, name_handle=None):
    """The body of a frame and its flags. Unencodable when the value is too deep or refers to itself."""
    if is_plain(value):
        return dumps(value, 4), 0
    encoder = Encoder(name_handle)
    plain = encoder.convert(value)
    return dumps(plain, 4), encoder.flags | TAGGED


def canonical(value):
    """Bytes that are the same for equal values of the same types: format 2 has no references."""
    return dumps(value if is_plain(value) else Encoder(None).convert(value), 2)


def digest(value):
    """Stands for a value too large to cross: its canonical bytes, hashed."""
    data = canonical(value)
    return dumps((..., "digest", hashlib.sha256(data).hexdigest(), len(data)), 4)


# ---- arguments ---------------------------------------------------------------------------------------------------

CHANGEABLE = (list, dict, set, bytearray, collections.deque)
MOST_CONTAINERS = 100_000


def containers(args, kwargs):
    """Whatever a call can change of its arguments, at every depth, outermost first. The order rests on types and
    places alone, so that both sides find the same objects in the same order before a call."""
    found, todo = [], [*args, *kwargs.values()]
    for item in todo:
        if type(item) in ATOMS:
            continue
        if isinstance(item, CHANGEABLE) or type(item).__name__ == "ndarray":
            found.append(item)
        if len(todo) > MOST_CONTAINERS:
            continue
        if isinstance(item, dict):
            todo.extend([one for one in dict.values(item) if type(one) not in ATOMS])
        elif isinstance(item, (list, tuple, collections.deque)):
            todo.extend([one for one in item if type(one) not in ATOMS])
    return found


# ---- decoding ---------------------------------------------------------------------------------------------------


class _Limits(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_uint64), ("nodes", ctypes.c_uint64), ("integer_bits", ctypes.c_uint64),
                ("depth", ctypes.c_uint32)]


class _Stats(ctypes.Structure):
    _fields_ = [("nodes", ctypes.c_uint64), ("items", ctypes.c_uint64), ("references", ctypes.c_uint64),
                ("stopped_at", ctypes.c_uint64), ("depth", ctypes.c_uint32), ("tagged", ctypes.c_uint32)]


class Scanner:
    """The C scan and its fixed structures; one for each library, made before a zygote forks."""

    made = {}

    def __init__(self, library):
        self.scan = library.oyer_frame_scan
        self.scan.restype = ctypes.c_int
        self.scan.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(_Limits), ctypes.POINTER(_Stats)]
        self.error_name = library.oyer_frame_error_name
        self.error_name.restype = ctypes.c_char_p
        self.limits = _Limits.in_dll(library, "oyer_frame_default_limits")
        self.limits_at = ctypes.pointer(self.limits)
        self.stats = _Stats()
        self.stats_at = ctypes.pointer(self.stats)

    @classmethod
    def of(cls, library):
        found = cls.made.get(id(library))
        if found is None:
            found = cls.made[id(library)] = cls(library)
        return found

    def check(self, body):
        """1 when the body holds tagged values, 0 when it is plain; Malformed when it is no frame within limits."""
        error = self.scan(body, len(body), self.limits_at, self.stats_at)
        if error:
            raise Malformed(self.error_name(error).decode())
        return self.stats.tagged

    def nodes(self, body):
        """Values in a body, references followed; more than any limit where it is no frame within limits."""
        error = self.scan(body, len(body), self.limits_at, self.stats_at)
        return 1 << 62 if error else self.stats.nodes


class Decoder:
    """Checks and decodes bodies. `library` is the shared object with oyer_frame_scan; `find_handle` gives what stands
    for a handle's number and type name, `continue_iterator` the rest of an iterator that did not cross whole."""

    def __init__(self, library, find_handle=None, continue_iterator=None):
        self.scanner = Scanner.of(library)
        self.most_bytes = self.scanner.limits.bytes
        self.find_handle = find_handle
        self.continue_iterator = continue_iterator

    def decode(self, body):
        if self.scanner.check(body):
            return self.rebuild(loads(body), {})
        return loads(body)

    def rebuild(self, value, memo):
        kind = type(value)
        if kind in ATOMS:
            return value
        key = id(value)
        if key in memo:
            return memo[key][1]
        if kind is tuple:
            if value and value[0] is ...:
                result = self.rebuild_tagged(value, memo)
            else:
                result = tuple([self.rebuild(item, memo) for item in value])
        elif kind is list:
            value[:] = [self.rebuild(item, memo) for item in value]
            result = value
        elif kind is dict:
            items = [(self.rebuild(k, memo), self.rebuild(item, memo)) for k, item in value.items()]
            value.clear()
            value.update(items)
            result = value
        elif kind is set:
            items = [self.rebuild(item, memo) for item in value]
            value.clear()
            value.update(items)
            result = value
        else:
            result = frozenset([self.rebuild(item, memo) for item in value])
        memo[key] = (value, result)
        return result

    def rebuild_tagged(self, value, memo):
        rule = _BUILDERS.get(value[1])
        if rule is None:
            raise Malformed("tag")
        try:
            return rule(self, *[self.rebuild(item, memo) for item in value[2:]])
        except (TypeError, ValueError, OverflowError, ArithmeticError, KeyError, IndexError, AttributeError) as error:
            raise Malformed("tag " + value[1][:40]) from error


def _need(condition):
    if not condition:
        raise ValueError


def _paired(flat):
    _need(type(flat) is tuple and len(flat) % 2 == 0)
    return zip(flat[::2], flat[1::2])


_tuple_classes = {}


def _build_namedtuple(_, name, fields, values):
    _need(type(fields) is tuple and len(fields) == len(values) <= 256 and type(name) is str and len(name) <= 80)
    kind = _tuple_classes.get((name, fields))
    if kind is None:
        _need(all(type(field) is str and field.isidentifier() and not field.startswith("_") for field in fields))
        members = {field: property(lambda self, i=i: tuple.__getitem__(self, i)) for i, field in enumerate(fields)}
        members.update(__slots__=(), _fields=fields, _asdict=lambda self: dict(zip(self._fields, self)))
        kind = _tuple_classes[(name, fields)] = type(name, (tuple,), members)
        if len(_tuple_classes) > 64:
            _tuple_classes.clear()
    return kind(values)


def _build_decimal(_, sign, digits, exponent):
    _need(type(digits) is bytes and (type(exponent) is int or exponent in ("F", "n", "N")))
    return decimal.Decimal((sign, tuple(digits), exponent))


def _build_fraction(_, numerator, denominator):
    _need(type(numerator) is int and type(denominator) is int and denominator > 0)
    return fractions.Fraction(numerator, denominator)


def _zone(offset):
    return None if offset is None else datetime.timezone(datetime.timedelta(*offset))


def _build_datetime(_, year, month, day, hour, minute, second, micro, fold, offset):
    return datetime.datetime(year, month, day, hour, minute, second, micro, _zone(offset), fold=fold)


def _build_time(_, hour, minute, second, micro, fold, offset):
    return datetime.time(hour, minute, second, micro, _zone(offset), fold=fold)


def _build_exact(kind):
    def build(_, data):
        _need(type(data) is bytes)
        return kind(data)

    return build


def _build_iterator(decoder, items, ending, more):
    _need(type(items) is tuple and type(more) is int)
    return decoder.continue_iterator(items, ending, more)


def _dtype(text):
    import numpy

    _need(type(text) is str and len(text) <= 32)
    kind = numpy.dtype(text)
    _need(kind.kind in "biufcSUmM" and not kind.hasobject and kind.fields is None)
    return numpy, kind


def _build_ndarray(_, text, shape, data):
    numpy, kind = _dtype(text)
    _need(type(data) is bytes and type(shape) is tuple and all(type(n) is int and n >= 0 for n in shape))
    return numpy.frombuffer(data, dtype=kind).reshape(shape).copy()


def _build_scalar(_, text, data, plain):
    try:
        numpy, kind = _dtype(text)
    except ImportError:  # a judge without numpy compares the number that it holds
        return plain
    _need(type(data) is bytes and len(data) == kind.itemsize)
    return numpy.frombuffer(data, dtype=kind)[0]


def _build_objects(_, nested):
    import numpy

    return numpy.array(nested, dtype=object)


def _build_array(_, typecode, data):
    return array.array(typecode, data)


_BUILDERS = {
    "Ellipsis": lambda d: ...,
    "NotImplemented": lambda d: NotImplemented,
    "bytearray": _build_exact(bytearray),
    "memoryview": _build_exact(memoryview),
    "range": lambda d, start, stop, step: range(start, stop, step),
    "slice": lambda d, start, stop, step: slice(start, stop, step),
    "Counter": lambda d, flat: collections.Counter(dict(_paired(flat))),
    "OrderedDict": lambda d, flat: collections.OrderedDict(_paired(flat)),
    "defaultdict": lambda d, name, flat: collections.defaultdict(_FACTORIES.get(name), _paired(flat)),
    "deque": lambda d, items, most: collections.deque(items, most),
    "dict_keys": lambda d, items: dict.fromkeys(items).keys(),
    "dict_values": lambda d, items: dict(enumerate(items)).values(),
    "dict_items": lambda d, flat: dict(_paired(flat)).items(),
    "Decimal": _build_decimal,
    "Fraction": _build_fraction,
    "datetime": _build_datetime,
    "date": lambda d, year, month, day: datetime.date(year, month, day),
    "time": _build_time,
    "timedelta": lambda d, days, seconds, micros: datetime.timedelta(days, seconds, micros),
    "namedtuple": _build_namedtuple,
    "type": lambda d, name: _NAMED_TYPES[name],
    "iterator": _build_iterator,
    "handle": lambda d, number, name: d.find_handle(number, name),
    "ndarray": _build_ndarray,
    "scalar": _build_scalar,
    "objects": _build_objects,
    "array": _build_array,
}
