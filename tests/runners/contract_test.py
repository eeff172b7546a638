"""The two-sided contract of docs/ARCHITECTURE.md, line by line, on honest candidates."""

import unittest

import harness
from harness import judged, outcomes, passed


class Values(unittest.TestCase):
    def crosses(self, expression, expected=None, setup=""):
        """The candidate's value equals the same value made in the judge."""
        source = setup + "\ndef f():\n    return " + expression
        test = setup + "\nassert f() == " + (expected or expression)
        report = judged([test], source)
        self.assertTrue(passed(report), (expression, report))
        return report

    def test_plain_values_cross_exactly(self):
        for expression in ["None", "True", "7", "-2 ** 200", "1.5", "2j", "'é\\ud800'", "b'\\x00\\xff'",
                           "[1, [2, []]]",
                           "(1,)", "{1, 2}", "frozenset([(1, 2)])", "{'a': {1: None}}", "[]", "()", "{}", "set()"]:
            self.crosses(expression)

    def test_floats_are_bit_exact(self):
        judged_ = judged(["import struct, math\nx = f()\nassert struct.pack('<d', x[0]) == struct.pack('<d', -0.0)\n"
                          "assert math.isnan(x[1]) and x[2] == float('inf') and x[3] == 0.1 + 0.2"],
                         "def f():\n    return [-0.0, float('nan'), float('inf'), 0.1 + 0.2]")
        self.assertTrue(passed(judged_), judged_)

    def test_types_are_exact(self):
        for expression, kind in [("True", "bool"), ("1", "int"), ("(1, 2)", "tuple"), ("[1]", "list"),
                                 ("bytearray(b'x')", "bytearray"), ("range(3)", "range"), ("...", "type(...)")]:
            report = judged(["assert type(f()) is " + kind], "def f():\n    return " + expression)
            self.assertTrue(passed(report), (expression, report))

    def test_standard_value_types_keep_their_own_equality(self):
        imports = ("from collections import Counter, defaultdict, OrderedDict, deque, namedtuple\n"
                   "from decimal import Decimal\nfrom fractions import Fraction\nimport datetime, array\n")
        for expression in ["Counter('aab')", "defaultdict(int, a=1)", "OrderedDict([(1, 2), (3, 4)])",
                           "deque([1, 2], maxlen=2)", "Decimal('1.50')", "Fraction(3, 4)", "Decimal('NaN').is_nan()",
                           "datetime.datetime(2020, 1, 2, 3, 4, 5, 6)", "datetime.date(2020, 2, 29)",
                           "datetime.time(1, 2, tzinfo=datetime.timezone.utc)",
                               "datetime.timedelta(days=-1, seconds=3)",
                           "range(1, 10, 3)", "{1: 2}.keys()", "{1: [2]}.items()", "bytearray(b'a')", "slice(1, 2)",
                           "array.array('i', [1, 2])", "[Counter('a'), {Fraction(1, 2): Decimal(1)}]", "int",
                           "{frozenset([Decimal(1)])}", "NotImplemented"]:
            self.crosses(expression, setup=imports)

    def test_ordered_dict_order_and_default_factory_survive(self):
        report = judged(["from collections import OrderedDict\nassert f(0) != OrderedDict([(3, 4), (1, 2)])\n"
                         "assert f(1)['missing'] == []"],
                        "from collections import OrderedDict, defaultdict\ndef f(which):\n"
                        "    return defaultdict(list) if which else OrderedDict([(1, 2), (3, 4)])")
        self.assertTrue(passed(report), report)

    def test_namedtuple_has_its_fields_and_equals_a_tuple(self):
        report = judged(["p = f()\nassert p == (1, 2) and p.y == 2 and p._fields == ('x', 'y')"],
                        "from collections import namedtuple\nP = namedtuple('P', 'x y')\ndef f():\n"
                        "    return P(1, 2)")
        self.assertTrue(passed(report), report)

    def test_dict_values_compare_by_content_only_when_made_a_list(self):
        report = judged(["assert list(f()) == [1, 2]"], "def f():\n    return {'a': 1, 'b': 2}.values()")
        self.assertTrue(passed(report), report)

    def test_subclass_of_a_builtin_crosses_as_its_base(self):
        source = ("import enum\nclass I(int):\n    pass\nclass L(list):\n    pass\nclass E(enum.IntEnum):\n"
                  "    A = 3\n"
                  "class S(str, enum.Enum):\n    B = 'b'\n"
                  "def f():\n    return [I(7), L([1]), E.A, S.B]")
        report = judged(["x = f()\nassert x == [7, [1], 3, 'b'] and [type(i) for i in x] == [int, list, int, str]"],
                        source)
        self.assertTrue(passed(report), report)
        self.assertEqual(report["flags"]["subclass"], 1)

    def test_aliasing_is_kept(self):
        report = judged(["x = f()\nassert x[0] is x[1] and x[0] is not x[2]",
                         "a = [1]\nassert g([a, a]) and not g([[1], [1]])"],
                        "def f():\n    a = [1]\n    return [a, a, [1]]\ndef g(x):\n"
                        "    return x[0] is x[1]", ("f", "g"))
        self.assertTrue(passed(report), report)

    def test_builtin_iterators_are_iterators_with_their_items(self):
        report = judged(["x = f(3)\nassert next(x) == 0 and list(x) == [1, 4] and list(x) == []",
                         "assert list(f(1000)) == [i * i for i in range(1000)]", "assert list(g()) == [(1, 2)]"],
                        "def f(n):\n    return (i * i for i in range(n))\ndef g():\n"
                        "    return zip([1], [2])", ("f", "g"))
        self.assertTrue(passed(report), report)

    def test_infinite_generator_gives_what_is_asked_for(self):
        report = judged(["import itertools\nassert list(itertools.islice(f(), 5)) == [0, 1, 2, 3, 4]",
                         "import itertools\nassert list(itertools.islice(f(), 5000)) == list(range(5000))"],
                        "import itertools\ndef f():\n    return itertools.count()")
        self.assertTrue(passed(report), report)

    def test_exception_inside_a_generator_is_raised_where_it_is_reached(self):
        report = judged(["it = f()\nassert next(it) == 1\ntry:\n    next(it)\n    assert False\nexcept KeyError:\n"
                         "    pass"],
                        "def f():\n    yield 1\n    raise KeyError('x')")
        self.assertTrue(passed(report), report)

    def test_arguments_of_every_kind_arrive(self):
        report = judged(["from collections import Counter\n"
                         "assert f([1], (2,), {3}, k=Counter('a'), i=iter([1, 2])) == "
                         "\"[1] (2,) {3} Counter({'a': 1}) [1, 2]\""],
                        "def f(a, b, c, k, i):\n    return '%s %s %s %s %s' % (a, b, c, k, list(i))")
        self.assertTrue(passed(report), report)


class Names(unittest.TestCase):
    def test_prompt_helpers_are_the_judges_own(self):
        report = judged(["assert helper(f(1)) == 11"], "def f(x):\n    return x\ndef helper(x):\n    return 11",
                        prelude="def helper(x):\n    return x + 10\n")
        self.assertTrue(passed(report), report)

    def test_builtins_are_the_judges_own_unless_the_task_asks_for_them(self):
        liar = "def sorted(x):\n    return [1, 2]\ndef f(x):\n    return x\n"
        report = judged(["assert sorted(f([3])) == [1, 2]"], liar)
        self.assertEqual(outcomes(report), ["failed"])
        report = judged(["assert sum(10, 15) == 6"], "def sum(a, b):\n    return 6", ("sum",))
        self.assertTrue(passed(report), report)

    def test_missing_name_is_a_name_error_where_it_is_used(self):
        report = judged(["assert f() == 1"], "def g():\n    return 1")
        self.assertEqual(outcomes(report), ["error"])
        self.assertIn("NameError", report["tests"][0]["detail"])

    def test_standard_module_that_a_test_forgot_to_import_is_the_judges(self):
        judge = harness.Judge()
        reply = judge.task(["assert f() == sys.getsizeof(())"], ("f", "sys"))
        self.assertEqual((reply["names"], reply["modules"]), (["f"], ["sys"]))
        self.assertTrue(passed(judge.judge("import sys\ndef f():\n    return sys.getsizeof(())")))
        judge.close()

    def test_set_up_runs_after_loading_only_where_it_needs_the_candidate(self):
        node = ("class Node:\n    def __init__(self, v):\n        self.v, self.next = v, None\n"
                "def f(n):\n    return n.v + (f(n.next) if n.next else 0)\n")
        judge = harness.Judge()
        reply = judge.task(["assert f(root) == 6"], ("f", "Node"),
                           setup="root = Node(1)\nroot.next = Node(2)\nroot.next.next = Node(3)\n")
        self.assertTrue(reply["setup_after"])
        self.assertTrue(passed(judge.judge(node)))
        self.assertFalse(judge.task(["assert f(2) == k"], setup="k = 2")["setup_after"])
        judge.close()

    def test_every_kind_of_function_is_one(self):
        for source in ["f = sorted", "f = lambda x: sorted(x)", "import functools\nf = functools.partial(sorted)",
                       "import functools\n@functools.lru_cache(None)\ndef g(x):\n    return x\nf = sorted",
                       "class f:\n    def __new__(cls, x):\n        return sorted(x)",
                       "class F:\n    def __call__(self, x):\n        return sorted(x)\nf = F()"]:
            report = judged(["assert f([2, 1]) == [1, 2]"], source)
            self.assertTrue(passed(report), (source, report))

    def test_set_up_that_fails_on_the_candidate_ends_the_run(self):
        report = judged(["assert f(root) == 1"], "def f(n):\n    return 1", ("f", "Node"), setup="root = Node(1)\n")
        self.assertEqual((report["reason"], report["complete"], outcomes(report)),
                         ("candidate_exit", False, ["not_run"]))
        self.assertIn("NameError", report["setup_error"])

    def test_module_is_not_main_and_can_be_found(self):
        report = judged(["assert f() == ('candidate', True)"],
                        "import sys\nx = 0\nif __name__ == '__main__':\n    x = 1\n"
                        "def f():\n    return __name__, sys.modules[__name__].x == 0")
        self.assertTrue(passed(report), report)

    def test_task_that_does_not_run_by_itself_is_blamed(self):
        judge = harness.Judge()
        self.assertFalse(judge.task(["assert f() =="])["ok"])
        self.assertFalse(judge.task(["assert f()"], prelude="raise ValueError('x')")["ok"])
        self.assertTrue(judge.task(["assert f()"])["ok"])
        judge.close()


class Handles(unittest.TestCase):
    node = ("class Node:\n    K = 5\n    def __init__(self, v):\n        self.v = v\n    def twice(self, k=1):\n"
            "        return self.v * 2 * k\n    def __iter__(self):\n        return iter([self.v] * 3)\n"
            "def f(n):\n    return n.v if n else None\n")

    def test_a_class_is_constructed_used_and_passed_back(self):
        report = judged(["n = Node(4)\nassert f(n) == 4 and n.twice() == 8 and n.twice(k=2) == 16 and n.v == 4",
                         "n = Node(1)\nn.v = 9\nassert f(n) == 9 and list(n) == [9, 9, 9] and Node.K == 5",
                         "a, b = Node(1), Node(1)\nassert a != b and a == a and f(None) is None"],
                        self.node, ("f", "Node"))
        self.assertTrue(passed(report), report)

    def test_identity_is_kept(self):
        report = judged(["a = Node(1)\na.v = a\nassert a.v is a and a.v.v == a"], self.node, ("f", "Node"))
        self.assertTrue(passed(report), report)

    def test_a_truthy_object_that_has_no_frame_still_counts_as_true(self):
        report = judged(["assert f('ab') and not f('x')"], "import re\ndef f(s):\n    return re.match('a', s)")
        self.assertTrue(passed(report), report)
        self.assertEqual(report["flags"]["opaque"], 1)

    def test_a_returned_function_can_be_called(self):
        report = judged(["assert f(2)(3) == 5"], "def f(a):\n    return lambda b: a + b")
        self.assertTrue(passed(report), report)


class Exceptions(unittest.TestCase):
    def test_builtin_exceptions_cross_by_name_with_their_arguments(self):
        for raised, caught in [("ValueError('no')", "ValueError"), ("KeyError('k')", "KeyError"), ("1 / 0",
            "ZeroDivisionError"),
                               ("OSError(2, 'x')", "FileNotFoundError"), ("RecursionError()", "RecursionError"),
                               ("LookupError()", "LookupError"), ("b'\\xff'.decode()", "UnicodeDecodeError")]:
            report = judged(["try:\n    f()\n    assert False\nexcept Exception as e:\n"
                             "    assert type(e) is " + caught],
                            "def f():\n    " + ("raise " if raised[0] not in "1b" else "") + raised)
            self.assertTrue(passed(report), (raised, report))
        report = judged(["try:\n    f()\nexcept ValueError as e:\n    assert str(e) == 'no'"], "def f():\n"
            "    raise ValueError('no')")
        self.assertTrue(passed(report), report)

    def test_own_classes_cross_as_their_nearest_builtin_or_candidate_error(self):
        report = judged(["try:\n    f(0)\n    assert False\nexcept ValueError:\n    pass",
                         "try:\n    f(1)\n    assert False\nexcept Exception as e:\n"
                         "    assert type(e).__name__ == 'CandidateError'"],
                        "class A(ValueError):\n    pass\nclass B(Exception):\n    pass\ndef f(x):\n"
                        "    raise B() if x else A()")
        self.assertTrue(passed(report), report)

    def test_uncaught_exception_is_an_error_with_its_line(self):
        report = judged(["assert f() == 1", "assert 2 == 2"], "def f():\n    x = 1\n    raise ValueError('bad')")
        self.assertEqual(outcomes(report), ["error", "passed"])
        self.assertEqual(report["tests"][0]["detail"], "candidate raised ValueError: 'bad' (line 3)")

    def test_source_that_does_not_load_is_reported_with_phase_and_line(self):
        report = judged(["assert f()"], "def f(:\n    pass")
        self.assertEqual((report["reason"], report["run"], outcomes(report)), ("load_error", 0, ["not_run"]))
        self.assertEqual((report["load_error"]["phase"], report["load_error"]["name"], report["load_error"]["line"]),
                         ("compile", "SyntaxError", 1))
        report = judged(["assert f()"], "x = 1\nimport no_such_module_here")
        self.assertEqual((report["load_error"]["phase"], report["load_error"]["name"], report["load_error"]["line"]),
                         ("execute", "ModuleNotFoundError", 2))


class Arguments(unittest.TestCase):
    mutating = "def f(x, y=None):\n    x.append(1)\n    return len(x)\n"

    def test_the_reference_teaches_which_arguments_change(self):
        report = judged(["x = []\nassert f(x) == 1", "assert f([], y=[2]) == 1"], self.mutating, op="learn")
        self.assertTrue(passed(report), report)
        self.assertEqual(report["mutates"], {"f": [0]})
        report = judged(["d = {}\nassert f(d, k=[2]) is None and d == {}"], "def f(d, k):\n    k.pop()\n", op="learn")
        self.assertEqual(report["mutates"], {"f": ["k"]})

    def test_written_back_where_the_reference_changes_them(self):
        report = judged(["x = []\ny = x\n"
                         "assert f(x) == 1 and x == [1] and y is x"], self.mutating, mutates={"f": [0]})
        self.assertTrue(passed(report), report)

    def test_not_written_back_elsewhere_but_flagged(self):
        report = judged(["x = []\nassert f(x) == 1 and x == []"], self.mutating)
        self.assertTrue(passed(report), report)
        self.assertEqual(report["flags"]["mutated"], 1)

    def test_left_as_the_candidate_leaves_them_where_the_engine_asks_for_it(self):
        def left(test, source, names=("f",)):
            judge = harness.Judge()
            judge.task([test], names)
            report = judge.judge(source, back=True)
            judge.close()
            self.assertTrue(passed(report), (test, report))
        left("x = []\nassert f(x) == 1 and x == [1]", self.mutating)
        left("x = []\nassert f(y=0, x=x) == 1 and x == [1]", self.mutating)
        sort = "def f(x):\n    x.sort()\n    x[0].append(5)\n    return x\n"
        left("a, b = [2], [1]\nx = [a, b]\nassert f(x) is x and x[0] is b and x[1] is a and (a, b) == ([2], [1, 5])",
             sort)
        left("a = [1]\nt = (a, {1: a})\nf(t)\nassert t == ([1, 2], {1: [1, 2]}) and t[0] is a is t[1][1]",
             "def f(x):\n    x[1][1].append(2)\n")
        left("from collections import Counter, deque\nc, d, s = Counter('a'), deque([[1]]), {1}\n"
             "f(c, d, s)\nassert (c, d, s) == (Counter('ab'), deque([0, [1, 2]]), {1, 7}) and type(c) is Counter",
             "def f(c, d, s):\n    c['b'] += 1\n    d[0].append(2)\n    d.appendleft(0)\n    s.add(7)\n")
        left("class Row(list):\n    pass\nx = Row([1])\nf(x)\nassert x == [1, 2] and type(x) is Row",
             "def f(x):\n    x.append(2)\n")
        left("x = []\nit = K()\nassert it.put(x) == 1 and x == [1]",
             "class K:\n    def put(self, x):\n        x.append(1)\n        return len(x)\n", ("K",))

    def test_what_cannot_cross_blames_the_task(self):
        report = judged(["assert f(lambda: 1) == 1"], "def f(g):\n    return g()")
        self.assertEqual((report["reason"], report["complete"]), ("unencodable_argument", False))


class Reports(unittest.TestCase):
    def test_each_assertion_is_a_point(self):
        code = ("def check(candidate):\n    assert candidate(1) == 1\n    assert candidate(2) == 3\n"
                "    x = candidate(3)\n"
                "    for i in range(3):\n        assert candidate(i) == i\n    assert x == 3\ncheck(f)\n")
        judge = harness.Judge()
        self.assertEqual(judge.task([code])["points"], 4)
        report = judge.judge("def f(x):\n    return x")
        self.assertEqual((report["tests"][0]["outcome"], report["tests"][0]["points"]), ("failed", "PFPP"))
        self.assertEqual(report["tests"][0]["detail"], "got 2")
        report = judge.judge("def f(x):\n    return x", stop_at_first=True)
        self.assertEqual((report["tests"][0]["outcome"], report["tests"][0]["points"]), ("failed", "PFNN"))
        judge.close()

    def test_stop_at_first_leaves_the_rest_not_run(self):
        judge = harness.Judge()
        judge.task(["assert f(1) == 2", "assert f(1) == 1"])
        report = judge.judge("def f(x):\n    return x", stop_at_first=True)
        self.assertEqual((outcomes(report), report["run"], report["complete"]), (["failed", "not_run"], 1, True))
        judge.close()

    def test_details_are_short_printable_and_cheap(self):
        report = judged(["assert f(0) == 1", "assert f(1) == 1", "assert f(2) == 1"],
                        "def f(k):\n    return ['\\x1b[31m\\n' + 'é' * 1000, 10 ** 100000, [[[[[[1]]]]]] * 1000][k]")
        for test in report["tests"]:
            self.assertLess(len(test["detail"]), 400)
            self.assertTrue(test["detail"].isascii() and test["detail"].isprintable(), test)
        self.assertIn("332193 bits", report["tests"][1]["detail"])

    def test_details_hold_no_addresses(self):
        report = judged(["assert f(0) == 1", "assert f(1) == 1", "assert [x for x in f(2)] == object()"],
                        "def f(k):\n    if k == 2:\n        raise ValueError(repr(object()))\n"
                        "    return [(n for n in [1]), [iter([2])]][k]")
        details = [test["detail"] for test in report["tests"]]
        self.assertEqual(details, ["got <generator object Link.iterate>", "got [<generator object Link.iterate>]",
                                   "candidate raised ValueError: '<object object>' (line 3)"])

    def test_globals_are_fresh_for_each_candidate(self):
        judge = harness.Judge()
        judge.task(["global_list.append(f())\nassert global_list == [1]\nassert 'leak' not in globals()\nleak = 1"],
                   setup="global_list = []")
        for _ in range(3):
            self.assertTrue(passed(judge.judge("def f():\n    return 1")))
        judge.close()

    def test_a_judge_takes_another_task(self):
        judge = harness.Judge()
        judge.task(["assert f() == 1"])
        self.assertTrue(passed(judge.judge("def f():\n    return 1")))
        judge.task(["assert g() == 2"], ("g",))
        self.assertTrue(passed(judge.judge("def g():\n    return 2")))
        self.assertEqual(judge.close(), 0)

    def test_random_is_the_same_for_every_candidate_on_both_sides(self):
        judge = harness.Judge()
        judge.task(["import random\nassert (random.random(), f()) == (0.8444218515250481, 0.8444218515250481)"])
        for _ in range(2):
            self.assertTrue(passed(judge.judge("import random\ndef f():\n    return random.random()")))
        judge.close()


class Shared(unittest.TestCase):
    def report(self, source, tests):
        import json
        import os
        import socket
        import struct
        ours, theirs = socket.socketpair()
        payload = {"role": "shared", "source": source, "discard_output": True, "request": {"nonce": "n"},
                   "task": {"names": ["f"], "tests": [{"id": str(i), "code": code} for i, code in enumerate(tests)]}}
        pid = harness.fork(harness.serve, payload, theirs.fileno(), close=[ours.fileno()])
        theirs.close()
        data = b""
        while True:
            more = ours.recv(65536)
            if not more:
                break
            data += more
        os.waitpid(pid, 0)
        (length,) = struct.unpack_from("<I", data)
        self.assertEqual(len(data), length + 4)
        return json.loads(data[4:])

    def test_tests_that_pass_functions_run_beside_the_candidate(self):
        report = self.report("def f(g):\n    return g(2)", ["assert f(lambda x: x + 1) == 3", "assert f(abs) == 3"])
        self.assertEqual((outcomes(report), report["complete"], report["nonce"]), (["passed", "failed"], True, "n"))

    def test_source_that_does_not_load_is_reported(self):
        report = self.report("raise KeyError('k')", ["assert f(1)"])
        self.assertEqual((report["reason"], outcomes(report)), ("load_error", ["not_run"]))


if __name__ == "__main__":
    harness.main()
