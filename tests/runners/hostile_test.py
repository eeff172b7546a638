"""Candidates that try to be judged right without being right, or to hurt the judge. H numbers are those of the
project's list of published exploits; each has to end in a report that is no evidence of success.

The first half are sources, as a model would write them; the second half speak to the judge's socket themselves, as a
candidate that has taken over its own process can.
"""

import hashlib
import marshal
import os
import struct
import time
import unittest

import harness
from harness import codec, judged, outcomes, passed


class Sources(unittest.TestCase):
    def fails(self, source, test="assert f(1) == 987654321", names=("f",), reason=None, outcome=None, **more):
        report = judged([test], source, names, **more)
        self.assertFalse(passed(report), (source, report))
        if reason is not None:
            self.assertEqual(report.get("reason"), reason, report)
        if outcome is not None:
            self.assertEqual(outcomes(report), [outcome], report)
        return report

    def fails_afresh(self, source, test="assert f(1) == 987654321", **more):
        return self.fails(source, test, candidate=harness.afresh(source), **more)

    def test_h01_leaving_the_process_is_no_success(self):
        for leave in ["os._exit(0)", "ctypes.CDLL(None)._exit(0)", "os.kill(os.getpid(), 9)", "os.abort()"]:
            self.fails("import os, ctypes\ndef f(x):\n    " + leave, reason="closed", outcome="not_run")
            self.fails("import os, ctypes\n%s\ndef f(x):\n    return 1" % leave, reason="closed", outcome="not_run")

    def test_h01_system_exit_ends_the_run(self):
        self.fails("import sys\ndef f(x):\n    sys.exit(0)", reason="candidate_exit", outcome="not_run")
        self.fails("import sys\nsys.exit(0)", reason="load_error", outcome="not_run")
        self.fails("def f(x):\n    raise SystemExit", reason="candidate_exit")

    def test_h02_skipping_ends_the_run(self):
        self.fails("import unittest\ndef f(x):\n    raise unittest.SkipTest('x')", reason="candidate_exit")
        self.fails("class Skipped(BaseException):\n    pass\ndef f(x):\n    raise Skipped", reason="candidate_exit")

    def test_what_ends_a_run_cannot_be_caught_by_a_test(self):
        for raised in ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "AssertionError"]:
            self.fails("def f(x):\n    raise " + raised, "try:\n    f(1)\nexcept:\n"
                                                         "    pass\n", reason="candidate_exit",
                       outcome="not_run")

    def test_own_assertion_error_is_not_the_tests(self):
        self.fails("def f(x):\n    assert False", "try:\n    f(1)\nexcept AssertionError:\n"
                                                  "    pass", reason="candidate_exit")

    def test_h03_equality_is_the_judges(self):
        liar = ("class A:\n    def __eq__(self, o): return True\n    def __ne__(self, o): return False\n"
                "    def __lt__(self, o): return True\n    __le__ = __gt__ = __ge__ = __contains__ = __lt__\n"
                "    def __hash__(self): return hash(987654321)\n    def __len__(self): return 3\n"
                "    def __bool__(self): return False\n    def __repr__(self): return '987654321'\n"
                "    def __sub__(self, o): return 0\n    def __abs__(self): return 0\n    __class__ = int\n"
                "def f(x):\n    return A()\n")
        for test in ["assert f(1) == 987654321", "assert not (f(1) != 987654321)", "assert f(1) < 5",
                     "assert 5 in f(1)",
                     "assert len(f(1)) == 3", "assert not f(1)", "assert isinstance(f(1), int)",
                         "assert f(1) in {987654321}",
                     "assert repr(f(1)) == '987654321'", "assert str(f(1)) == '987654321'",
                         "assert abs(f(1) - 5) < 1e-6",
                     "assert {987654321: 1}[f(1)]", "assert f(1) in [987654321]", "assert sorted([f(1), 3])",
                     "assert f(1).__eq__(987654321) is True", "import math\nassert math.isclose(f(1), 3)",
                     "assert f(1) == f(1)"]:
            report = self.fails(liar, test)
            self.assertEqual(report["reason"], "unencodable", test)

    def test_h03_subclasses_of_builtins_lose_their_methods(self):
        for base, value in [("int", "5"), ("str", "'x'"), ("float", "1.5"), ("list", "[1]"), ("tuple", "(1,)"),
                            ("dict", "{1: 2}"), ("set", "{1}"), ("bytes", "b'x'"), ("frozenset", "[1]")]:
            source = ("class A(%s):\n    def __eq__(self, o): return True\n    def __ne__(self, o): return False\n"
                      "    def __hash__(self): return 0\n    def __iter__(self): return iter([987654321])\n"
                      "    def __pos__(self): return 987654321\n    def __str__(self): return '987654321'\n"
                      "    def items(self): return [(987654321, 1)]\ndef f(x):\n    return A(%s)\n") % (base, value)
            self.fails(source, outcome="failed")
            self.fails(source, "assert list(f(1)) == [987654321]")

    def test_h03_nan_like_and_signed_zero_tricks_compare_as_themselves(self):
        self.fails("def f(x):\n    return float('nan')", "assert abs(f(1) - 3) < 1e-6")
        self.fails("def f(x):\n    return True", "assert f(1) is 1 or type(f(1)) is int")

    def test_h05_patching_its_own_process_changes_nothing(self):
        patch = ("import builtins, json, time, unittest, marshal, sys, math, os\n"
                 "builtins.len = lambda x: 987654321\nbuiltins.isinstance = lambda *a: True\n"
                 "builtins.abs = lambda x: 0\n"
                 "builtins.AssertionError = type('AE', (Exception,), {})\n"
                 "unittest.TestCase.assertEqual = lambda *a: None\n"
                 "math.isclose = lambda *a, **k: True\n"
                 "json.loads = json.dumps = lambda *a, **k: {'outcome': 'passed'}\n"
                 "time.time = time.perf_counter = time.process_time = lambda: 0\n"
                 "def f(x):\n    return 3\n")
        self.fails(patch, "import math\nassert math.isclose(f(1), 987654321)")
        self.fails(patch, "assert len(str(f(1))) == 987654321")

    def test_h05_patching_the_harness_in_its_own_process_only_makes_other_bytes(self):
        for patch in ["m.encode = lambda *a: (b'passed', 0)", "m.dumps = lambda *a: b'T' * 50",
                      "m.HEADER = None", "m.Encoder.convert = lambda s, v: (..., 'verdict', 'passed')",
                      "c.VALUE = c.BYE", "c.Line.send = lambda s, *a: os.write(s.descriptor, b'\\0' * 1000)",
                      "c.Server.call = lambda s, *a: (c.VALUE, 0, m.dumps((..., 'handle', -1, 'x'), 4))"]:
            self.fails("import os, sys\nm, c = sys.modules['oyer_codec'], sys.modules['oyer_candidate']\n%s\n"
                       "def f(x):\n    return object()" % patch)

    def test_h06_h07_expected_values_are_nowhere_in_its_process(self):
        digest = hashlib.sha256(b"987654321").hexdigest()  # so that the search does not find itself
        search = ("import gc, sys, hashlib\ndef f(x):\n    seen = set()\n    frame = sys._getframe()\n    todo = []\n"
                  "    while frame:\n        todo += list(frame.f_locals.values()) + list(frame.f_globals.values())\n"
                  "        frame = frame.f_back\n    todo += gc.get_objects()\n"
                  "    while todo:\n        o = todo.pop()\n        if id(o) in seen: continue\n"
                  "        seen.add(id(o))\n"
                  "        if type(o) is int and hashlib.sha256(str(o).encode()).hexdigest() == '%s': return o\n"
                  "        if type(o) in (list, tuple, set): todo += list(o)\n"
                  "        elif type(o) is dict: todo += list(o.keys()) + list(o.values())\n    return 0\n") % digest
        report = judged(["assert f(987654321) == 987654321"], "", candidate=harness.afresh(search))
        self.assertTrue(passed(report), "the search itself works: it finds what a test does hand over")
        self.fails_afresh(search, outcome="failed")

    def test_h08_nothing_of_the_judge_is_in_its_descriptors(self):
        look = ("import os\ndef f(x):\n    found = []\n    for n in os.listdir('/proc/self/fd'):\n        try:\n"
                "            found.append(os.readlink('/proc/self/fd/' + n))\n        except OSError: pass\n"
                "    return sum('socket' in one for one in found)\n")
        report = judged(["assert f(1) == 1"], "", candidate=harness.afresh(look))
        self.assertTrue(passed(report), report)

    def test_h12_printing_success_is_only_output(self):
        self.fails("print('{\"op\":\"report\",\"complete\":true}')\nprint('ALL TESTS PASSED')\ndef f(x):\n"
                   "    return 1",
                   outcome="failed")

    def test_h12_writing_to_every_descriptor_breaks_the_protocol(self):
        for text in ["b'passed'", "b'\\x00' * 64", "marshal.dumps((..., 'x'), 4)",
                     "struct.pack('<IBBIQ', 15, 33, 0, 0, 0) + b'T'",
                         "struct.pack('<IBBIQ', 15, 35, 0, 0, 0) + b'N'"]:
            self.fails_afresh("import os, struct, marshal\ndef f(x):\n    for n in range(3, 256):\n"
                              "        try: os.write(n, %s)\n"
                       "        except OSError: pass\n"
                       "    return 987654321" % text, reason="protocol", outcome="not_run")

    def test_h15_state_between_calls_is_a_limit_of_the_method(self):
        report = judged(["assert f() == 1", "assert f() == 2"], "n = 0\ndef f():\n    global n\n    n += 1\n"
                                                                "    return n")
        self.assertTrue(passed(report), "calls of one run share a process; SECURITY.md says so")

    def test_h14_a_table_of_visible_tests_is_a_limit_of_the_method(self):
        self.assertTrue(passed(judged(["assert f(2) == 4"], "def f(x):\n    return {2: 4}[x]")))

    def test_h16_a_fork_has_no_part_in_answering(self):
        self.fails("import os\ndef f(x):\n    pid = os.fork()\n    if pid:\n        os._exit(0)\n"
                   "    return 987654321",
                   reason="closed", outcome="not_run")
        report = judged(["assert f(1) == 7"], "import os\ndef f(x):\n    pid = os.fork()\n    if pid == 0:\n"
                                              "        return 8\n"
                                              "    os.waitpid(pid, 0)\n    return 7")
        self.assertTrue(passed(report), report)

    def test_h16_a_grandchild_that_kept_a_copy_of_the_socket_cannot_answer_beside_it(self):
        report = judged(["assert f(1) == 1", "import time\ntime.sleep(0.1)\n"
                                             "assert f(2) == 2"], "", candidate=harness.afresh(
                        "import os, struct, time\ndef f(x):\n    if x == 1:\n        copies = []\n"
                        "        for n in range(3, 256):\n"
                        "            try: copies.append(os.dup(n))\n            except OSError: pass\n"
                        "        if os.fork() == 0:\n            for n in copies:\n"
                        "                try: os.write(n, struct.pack("
                        "'<IBBIQ', 15, 33, 0, 0, 5) + b'T')\n                except OSError: pass\n"
                        "            os._exit(0)\n"
                        "        time.sleep(0.05)\n    return x"))
        self.assertFalse(passed(report), report)
        self.assertEqual(report["reason"], "protocol")

    def test_h19_what_comes_after_the_last_answer_comes_too_late_or_breaks_the_run(self):
        late = ("import os, struct, threading, time\ndef spam():\n    time.sleep(0.02)\n    for n in range(3, 256):\n"
                "        try: os.write(n, b'late bytes that are no frame at all')\n        except OSError: pass\n"
                "def f(x):\n    threading.Thread(target=spam, daemon=True).start()\n    return 987654321\n")
        self.fails_afresh(late, "assert f(1) == 987654321\nimport time\ntime.sleep(0.1)", reason="protocol")

    def test_h26_deep_cyclic_and_huge_answers_are_unencodable_and_harmless(self):
        for value in ["a = []\n    a.append(a)", "a = []\n"
                                                 "    for _ in range(100000): a = [a]", "a = 'x' * (20 << 20)",
                      "a = {}\n    a[1] = (a,)", "a = 1 << (40 << 20)"]:
            report = judged(["assert f(1) == 1", "assert g() == 2"], "def f(x):\n    %s\n    return a\ndef g():\n"
                                                                     "    return 2" %
                            value, ("f", "g"))
            self.assertFalse(passed(report))
            if report["reason"] != "protocol":
                self.assertEqual((report["reason"], outcomes(report)), ("unencodable", ["failed", "passed"]), value)

    def test_h26_exceptions_with_hostile_texts_are_scrubbed(self):
        source = ("class E(Exception):\n    def __str__(self): return '\\x1b[2J\\n\\0' * 10000\n"
                  "    args = property(lambda s: 1 / 0)\n"
                  "E.__name__ = 'E\\n\\x1b' * 100\ndef f(x):\n    raise ValueError('\\x1b[2J\\n' * 50)\ndef g():\n"
                  "    raise E()")
        report = judged(["assert f(1) == 1"], source)
        detail = report["tests"][0]["detail"]
        self.assertTrue(detail.isascii() and detail.isprintable() and len(detail) < 400, detail)
        self.assertFalse(passed(judged(["assert g() == 1"], source, ("g",))))

    def test_a_value_that_exhausts_the_judge_is_the_candidates_doing(self):
        # Comparing needs more stack than there is: an honest frame, a hostile depth for what the test does with it.
        test = "def walk(x):\n    return sum(walk(i) for i in x) + 1\nassert walk(f(1)) == 1"
        report = judged([test], "def f(x):\n    a = []\n    for _ in range(240): a = [a]\n    return a",
                        prelude="import sys\nsys.setrecursionlimit(300)\n")
        self.assertEqual((report["reason"], report["complete"], outcomes(report)), ("judge_exhausted", False,
            ["not_run"]))

    def test_names_of_the_judge_cannot_be_taken_over(self):
        self.fails("__oyer_point__ = RunEnded = Handle = None\ndef f(x):\n"
                   "    return 1\n", names=("f",), outcome="failed")

    def test_candidates_claims_about_names_are_bounded_by_the_question(self):
        report = judged(["assert f(1) == 2"], "", candidate=Raw.liar_about_names)
        self.assertEqual(report["reason"], "protocol")


def frame(kind, token, body, flags=0):
    return codec.HEADER.pack(len(body) + codec.HEADER_REST, kind, flags, 0, token) + body


LOADED = frame(codec.LOADED, 0, marshal.dumps([1], 4))


class Raw:
    """Candidates that hold the socket themselves."""

    @staticmethod
    def request(sock):
        head = b""
        while len(head) < codec.HEADER.size:
            head += sock.recv(codec.HEADER.size - len(head))
        length, kind, _, _, token = codec.HEADER.unpack(head)
        left = length + 4 - codec.HEADER.size
        while left:
            left -= len(sock.recv(left))
        return kind, token

    @staticmethod
    def liar_about_names(sock):
        sock.sendall(frame(codec.LOADED, 0, marshal.dumps([1, 1, 1], 4)))
        time.sleep(1)

    @staticmethod
    def answering(*bodies):
        """Answers each request with a function of its token that makes the bytes to send."""

        def candidate(sock):
            sock.sendall(LOADED)
            for body in bodies:
                _, token = Raw.request(sock)
                sock.sendall(body(token))
            time.sleep(1)

        return candidate


def honest(value):
    return lambda token: frame(codec.VALUE, token, marshal.dumps(value, 4))


bye = staticmethod(lambda token: frame(codec.BYE, token, b"N"))


class Sockets(unittest.TestCase):
    def report(self, *bodies, tests=("assert f(1) == 1",)):
        return judged(list(tests), "", candidate=Raw.answering(*bodies))

    def refused(self, *bodies, reason="protocol", tests=("assert f(1) == 1",)):
        report = self.report(*bodies, tests=tests)
        self.assertFalse(passed(report), report)
        self.assertEqual(report["reason"], reason, report)
        self.assertIs(report["complete"], False)
        return report

    def test_this_protocol_done_right_passes(self):
        self.assertTrue(passed(self.report(honest(1), bye.__func__)))

    def test_answers_must_repeat_the_token(self):
        self.refused(lambda token: frame(codec.VALUE, token ^ 1, b"T"))
        self.refused(lambda token: frame(codec.VALUE, 0, b"T"))

    def test_tokens_cannot_be_foreseen(self):
        seen = []

        def candidate(sock):
            sock.sendall(LOADED)
            for _ in range(64):
                _, token = Raw.request(sock)
                seen.append(token)
                sock.sendall(honest(token)(token))
            sock.sendall(b"")
            time.sleep(1)

        report = judged(["x = [f(1) for _ in range(64)]\nassert len(set(x)) == 64 and max(x) > 1 << 56\n"
                         "assert len({b - a for a, b in zip(x, x[1:])}) > 60"], "", candidate=candidate)
        self.assertEqual(outcomes(report)[0], "passed")

    def test_early_answers_are_not_evidence(self):
        def candidate(sock):
            sock.sendall(LOADED + frame(codec.VALUE, 1, b"T"))
            time.sleep(1)

        self.assertEqual(judged(["assert f(1) == 1"], "", candidate=candidate)["reason"], "protocol")

    def test_answering_twice_is_not_evidence(self):
        self.refused(lambda token: honest(1)(token) * 2)
        self.refused(honest(1), lambda token: bye.__func__(token) * 2)

    def test_a_second_answer_sent_later_is_found_by_the_next_request(self):
        def twice_slowly(sock):
            sock.sendall(LOADED)
            _, token = Raw.request(sock)
            sock.sendall(honest(1)(token))
            time.sleep(0.05)
            sock.sendall(honest(1)(token))
            time.sleep(1)

        report = judged(["assert f(1) == 1\nimport time\ntime.sleep(0.1)"], "", candidate=twice_slowly)
        self.assertEqual((report["reason"], report["complete"]), ("protocol", False))

    def test_silence_at_the_end_is_not_evidence(self):
        def leaves(sock):
            sock.sendall(LOADED)
            _, token = Raw.request(sock)
            sock.sendall(honest(1)(token))

        report = judged(["assert f(1) == 1"], "", candidate=leaves)
        self.assertEqual((outcomes(report), report["reason"], report["complete"]), (["passed"], "closed", False))

    def test_wrong_kinds_are_refused(self):
        for kind in [0, codec.LOADED, codec.BYE, codec.ENDED, 255]:
            self.refused(lambda token: frame(kind, token, b"T"))
        self.refused(honest(1), honest(1))

    def test_lengths_are_bounded(self):
        for length in [0, 1, 13, 0xFFFFFFFF, 17 << 20]:
            self.refused(lambda token: struct.pack("<IBBIQ", length, codec.VALUE, 0, 0, token) + b"N" * 64)

    def test_truncated_answers_end_as_closed(self):
        def candidate(sock):
            sock.sendall(LOADED)
            _, token = Raw.request(sock)
            sock.sendall(frame(codec.VALUE, token, b"[\x05\0\0\0NNNNN")[:-2])

        self.assertEqual(judged(["assert f(1) == 1"], "", candidate=candidate)["reason"], "closed")

    def test_bodies_that_are_no_frame_are_refused(self):
        code = marshal.dumps(compile("1", "x", "eval"), 4)
        for body in [b"", b"?", b"c" + b"\0" * 40, code, b"[\xff\xff\xff\x7f", b"N" * 2, b"\xdb\x01\0\0\0r\0\0\0\0",
                                                            b".",
                     b"<\x01\0\0\0[\0\0\0\0", b"l\0\0\0\0", b"S", b"R\0\0\0\0", b"u\x01\0\0\0\xff", b"f\x031.5",
                     marshal.dumps(("x", ..., "y"), 4)]:
            self.refused(lambda token: frame(codec.VALUE, token, body))

    def test_billion_laughs_are_refused_before_decoding(self):
        value = []
        for _ in range(60):
            value = [value, value]
        began = time.process_time()
        self.refused(honest(value))
        self.assertLess(time.process_time() - began, 1)

    def test_tagged_values_are_checked_like_plain_ones(self):
        for tagged in [("nothing of ours",), ("Decimal", 0, b"\x63", 0), ("Decimal", 0, b"1", "X"), ("Fraction", 1,
            0),
                       ("Fraction", "1/2", 2), ("date", 0, 0, 0), ("datetime", 1), ("range", 1.5, 2, 3),
                       ("namedtuple", "X", ("__class__",), (1,)), ("namedtuple", "X", ("a b",), (1,)),
                       ("namedtuple", "X", ("a",), (1, 2)), ("type", "os"), ("handle", -1, "x"), ("handle", "0", "x"),
                       ("iterator", [1], "end", 0), ("Counter", (1,)), ("ndarray", "O", (1,), b"x" * 8),
                       ("ndarray", "i8", (1 << 40,), b"x" * 8), ("opaque", "x"), ("digest", "x", 1), ("bytearray",
                           "x")]:
            self.refused(honest((...,) + tagged))

    def test_exceptions_are_checked(self):
        for described in [None, ("ValueError",), (1, (), 0, "x"), ("ValueError", [], 0, "x"), ("ValueError", (),
            "0", "x")]:
            self.refused(lambda token: frame(codec.RAISED, token, marshal.dumps(described, 4)))
        for name in ["SystemExit", "BaseException", "exit", "RunEnded", "AssertionError", "Warning "]:
            self.refused(lambda token: frame(codec.RAISED, token, marshal.dumps((name, (), 0, name), 4)),
                         reason="candidate_exit")

    def test_load_reports_are_checked(self):
        for body in [b"N", marshal.dumps([1, 2], 4), marshal.dumps("x", 4), b"garbage"]:
            def candidate(sock):
                sock.sendall(frame(codec.LOADED, 0, body))
                time.sleep(1)
            self.assertEqual(judged(["assert f(1) == 1"], "", candidate=candidate)["reason"], "protocol", body)

    def test_a_judge_lives_on_after_each_of_these(self):
        judge = harness.Judge()
        judge.task(["assert f(1) == 1"])
        for body in [lambda token: b"\xff" * 100, honest((..., "x")), lambda token: frame(codec.RAISED, token, b"N")]:
            self.assertFalse(passed(judge.judge("", candidate=Raw.answering(body))))
            self.assertTrue(passed(judge.judge("def f(x):\n    return 1")))
        self.assertEqual(judge.close(), 0)

    def test_handles_are_per_run_and_numbers_out_of_nowhere_are_harmless(self):
        report = self.report(honest((..., "handle", 12345, "x")), lambda token: frame(codec.VALUE, token, b"N"),
                             tests=("assert f(1).y == 1",))
        self.assertFalse(passed(report))


if __name__ == "__main__":
    harness.main()
