"""The probe that follows every hostile program in the same jail: what is wrong with the world it finds."""
import builtins
import decimal
import fcntl
import gc
import os
import random
import resource
import signal
import sys
import time
import warnings

ENVIRONMENT = {"PATH", "HOME", "LANG", "LC_CTYPE", "PYTHONHASHSEED",
               "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}


def library_can_be_locked():
    """A candidate of another engine may hold it while it lives; what this jail left over would hold it for good."""
    for wait in (0.5, 0.5, 0.5, 0):
        with open(os.__file__, "rb") as shared:
            try:
                fcntl.flock(shared, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return True
            except OSError:
                time.sleep(wait)
    return False


def files():
    for folder in ("/tmp", "/dev/shm"):
        left = os.listdir(folder)
        if left:
            yield f"{folder} holds {left}"
        space = os.statvfs(folder)
        if space.f_blocks - space.f_bfree > 16 or space.f_files - space.f_ffree > 16:
            yield f"{folder} is used: {space}"
    points = {}
    with open("/proc/self/mountinfo") as mounts:
        for line in mounts:
            point = line.split()[4]
            points[point] = points.get(point, 0) + 1
    for point, count in points.items():
        if count > 2:
            yield f"{count} mounts on {point}"
    if not library_can_be_locked():
        yield "somebody holds a lock on the library"


def objects():
    for kind in ("shm", "sem", "msg"):
        try:
            with open(f"/proc/sysvipc/{kind}") as table:
                rows = table.read().splitlines()[1:]
        except OSError:
            continue
        if rows:
            yield f"System V {kind}: {rows}"
    try:
        with open("/proc/net/unix") as table:
            named = [line for line in table if "@" in line]
        if named:
            yield f"abstract sockets: {named}"
    except OSError:
        pass


def process():
    listed = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    if len(listed) != 2 or listed[0] != 1 or os.getpid() not in listed:
        yield f"processes: {listed}"
    descriptors = sorted(int(name) for name in os.listdir("/proc/self/fd"))
    if descriptors[:4] != [0, 1, 2, 3] or len(descriptors) != 5:  # the fifth is the listing's own
        yield f"descriptors: {descriptors}"
    if os.getcwd() != "/tmp":
        yield f"cwd: {os.getcwd()}"
    mask = os.umask(0o022)
    if mask != 0o022:
        yield f"umask: {mask:o}"
    if signal.pthread_sigmask(signal.SIG_BLOCK, []) or signal.sigpending():
        yield f"signals: {signal.pthread_sigmask(signal.SIG_BLOCK, [])} {signal.sigpending()}"
    for number in range(1, 32):
        handler = signal.getsignal(number)
        usual = (signal.SIG_DFL, signal.default_int_handler)
        if handler not in usual and not (handler == signal.SIG_IGN and number in (signal.SIGPIPE, signal.SIGXFSZ)):
            yield f"handler of {number}: {handler}"
    if any(any(signal.getitimer(which)) for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)):
        yield "a timer runs"
    if os.getpriority(os.PRIO_PROCESS, 0) != 0 or os.sched_getscheduler(0) != os.SCHED_OTHER:
        yield "priority"
    if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):
        yield f"core dumps: {resource.getrlimit(resource.RLIMIT_CORE)}"
    strange = set(os.environ) - ENVIRONMENT
    if strange or os.environ.get("HOME") != "/tmp" or os.environ.get("PYTHONHASHSEED") != "0":
        yield f"environment: {dict(os.environ)}"


def interpreter():
    if random.getstate() != random.Random(0).getstate():
        yield "random state"
    if decimal.getcontext().prec != 28:
        yield "decimal context"
    if sys.argv != ["candidate.py"]:
        yield f"argv: {sys.argv}"
    if any(path.startswith(("/tmp", "/dev/shm")) or path == "" for path in sys.path):
        yield f"path: {sys.path}"
    if "owned" in sys.modules or sys.modules.get("math") is sys or not sys.meta_path:
        yield "modules"
    if sys.getrecursionlimit() != 1000 or sys.getswitchinterval() != 0.005:
        yield f"limits: {sys.getrecursionlimit()} {sys.getswitchinterval()}"
    if sys.displayhook is not sys.__displayhook__ or sys.excepthook is not sys.__excepthook__:
        yield "hooks"
    if not gc.isenabled():
        yield "the collector is off"
    if any(action[0] == "error" for action in warnings.filters):
        yield "warnings are errors"
    if time.time() < 1.6e9:
        yield "clock"
    for name in ("len", "print", "all", "any", "abs", "isinstance", "repr", "sorted", "open", "sum"):
        if type(getattr(builtins, name)) is not type(sum) or getattr(builtins, name).__name__ != name:
            yield f"builtins.{name}"


def memory():
    try:
        hoard = [b"\xa5" * (1 << 20) for _ in range(72)]
        del hoard
    except MemoryError:
        yield "memory is short"


def clean_world():
    return [wrong for part in (process, files, objects, interpreter, memory) for wrong in part()]
