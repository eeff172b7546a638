"""The judge's side: runs a task's tests against candidates that live in other processes.

One judge serves one task and one worker. It gets the task once, then for each candidate a connected socket, and
answers with a report. The tests' code is executed in fresh globals for each candidate; in those a name of the
candidate is bound to a stand-in (oyer_link): a function whose calls go over the socket, or a Handle. Values are
compared by the tests, with the judge's own equality.

A test counts as passed only if it ran to its end while the run was sound, and the report as a whole is evidence only
if the candidate's process was still in step at the very end (END, BYE).
"""

import builtins
import json
import random
import socket
import struct
import sys

from oyer_codec import DRAINED, MUTATED, OPAQUE, SUBCLASS
from oyer_link import Link, RunEnded, brief, remote_function, scrub
from oyer_task import POINT, Task


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
        if outcome != "passed" and link.opaque_seen and not detail.startswith("candidate raised"):
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
        link = Link(descriptor, self.library, self.task.spec, learn, bool(message.get("back")))
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


def run(descriptors, library):
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
