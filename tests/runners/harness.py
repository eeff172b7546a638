"""Plays the engine for tests of the interpreter's side: plain processes and socket pairs, no jail."""

import ctypes
import json
import os
import signal
import socket
import struct
import sys
import traceback
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(os.path.dirname(ROOT), "shared", "data")
sys.path.insert(0, os.path.join(ROOT, "runners", "python"))

import oyer_candidate  # noqa: E402
import oyer_codec as codec  # noqa: E402
import oyer_judge  # noqa: E402

library = None
library_path = ""


def main():
    """Entry of every test program: the frame library's path comes first on the command line."""
    global library, library_path
    library_path = os.path.abspath(sys.argv.pop(1))
    library = ctypes.CDLL(library_path)
    unittest.main(module="__main__", warnings="ignore", verbosity=2)


def fork(function, *arguments, close=()):
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        for descriptor in close:
            os.close(descriptor)
        signal.alarm(60)
        function(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


class Judge:
    """A judge in a process of its own."""

    def __init__(self):
        ours, theirs = socket.socketpair()
        self.socket = ours
        self.pid = fork(oyer_judge.run, [theirs.detach()], library, close=[ours.fileno()])
        self.names = []

    def close(self):
        self.socket.close()
        return os.waitpid(self.pid, 0)[1]

    def send(self, message, descriptors=()):
        data = json.dumps(message).encode()
        data = struct.pack("<I", len(data)) + data
        if descriptors:
            data = data[socket.send_fds(self.socket, [data], descriptors):]
        self.socket.sendall(data)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError("the judge has gone")
            data += more
        return data

    def receive(self):
        (length,) = struct.unpack("<I", self.exactly(4))
        return json.loads(self.exactly(length))

    def task(self, tests, names=("f",), **more):
        tests = [{"id": str(index), "code": code} for index, code in enumerate(tests)]
        self.send({"op": "task", "tests": tests, "names": list(names), **more})
        reply = self.receive()
        self.names = reply.get("names")
        return reply

    def judge(self, source, prelude="", op="judge", candidate=None, **more):
        """The report on one candidate: `source` served as it should be, or `candidate`, a function of the socket."""
        ours, theirs = socket.socketpair()
        if candidate is None:
            payload = {"role": "function", "source": source, "prelude": prelude, "names": self.names,
                       "discard_output": True}
            candidate = serve
            arguments = [payload, theirs.fileno()]
        else:
            arguments = [theirs]
        pid = fork(candidate, *arguments, close=[ours.fileno(), self.socket.fileno()])
        theirs.close()
        self.send({"op": op, "nonce": "nonce", **more}, [ours.fileno()])
        ours.close()
        report = self.receive()
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(pid, 0)
        return report


def serve(payload, descriptor):
    oyer_candidate.plant_seed(0)  # as the zygote does before it forks
    oyer_candidate.run(payload, [descriptor], library)


AFRESH = """
import ctypes, json, sys
sys.path.insert(0, sys.argv[1])
import oyer_candidate
oyer_candidate.run(json.loads(sys.argv[3]), [int(sys.argv[4])], ctypes.CDLL(sys.argv[2]))
"""


def afresh(source, names=("f",)):
    """A candidate in an interpreter of its own, which inherits nothing of this process but the socket."""

    def candidate(sock):
        sock.set_inheritable(True)
        payload = json.dumps({"role": "function", "source": source, "names": list(names), "discard_output": True})
        os.execv(sys.executable, [sys.executable, "-B", "-c", AFRESH, os.path.join(ROOT, "runners", "python"),
                                  library_path, payload, str(sock.fileno())])

    return candidate


def judged(tests, source, names=("f",), prelude="", setup="", op="judge", candidate=None, **more):
    """One report from a judge made for it."""
    judge = Judge()
    reply = judge.task(tests, names, prelude=prelude, setup=setup, **more)
    if not reply["ok"]:
        raise AssertionError(reply)
    report = judge.judge(source, prelude="", op=op, candidate=candidate)
    judge.close()
    return report


def outcomes(report):
    return [test["outcome"] for test in report["tests"]]


def passed(report):
    return report["complete"] and report["run"] == report["planned"] == len(report["tests"]) and \
        report["calls"] == report["answered"] and set(outcomes(report)) == {"passed"}


def run_cases(source, entry, cases, rebuild=(), **more):
    """The frames of one run in the cases role, as (kind, flags, token, body), and the child's wait status."""
    ours, theirs = socket.socketpair()
    payload = {"role": "cases", "source": source, "entry": entry, "cases": cases, "rebuild": list(rebuild),
               "discard_output": True, **more}
    pid = fork(serve, payload, theirs.fileno(), close=[ours.fileno()])
    theirs.close()
    parts = []
    while True:
        part = ours.recv(1 << 20)
        if not part:
            break
        parts.append(part)
    ours.close()
    status = os.waitpid(pid, 0)[1]
    data, at, frames = b"".join(parts), 0, []
    while at < len(data):
        length, kind, flags, _, token = codec.HEADER.unpack_from(data, at)
        frames.append((kind, flags, token, data[at + codec.HEADER.size:at + 4 + length]))
        at += 4 + length
    return frames, status


def decoder():
    return codec.Decoder(library, lambda number, name: ("handle", number, name),
                         lambda items, ending, more: ("iterator", items, ending))
