"""The cases and script roles: inputs go in, framed answers come out, nothing is compared here."""

import json
import marshal
import os
import unittest

import harness
from harness import codec, run_cases


def values(frames):
    decode = harness.decoder().decode
    return [(frame[0], decode(frame[3])) for frame in frames]


class Cases(unittest.TestCase):
    def answers(self, source, cases, rebuild=(), entry="f", **more):
        frames, status = run_cases(source, entry, [json.dumps(case) for case in cases], rebuild, **more)
        self.assertEqual(status, 0)
        found = values(frames)
        self.assertEqual((found[0], found[-1]), ((codec.LOADED, None), (codec.ENDED, None)))
        self.assertEqual([frame[2] for frame in frames], [0] + list(range(len(cases) + 1)))
        return found[1:-1]

    def test_each_input_has_its_answer_in_order(self):
        self.assertEqual(self.answers("def f(a, b):\n    return a + b", [[1, 2], ["a", "b"]]),
                         [(codec.VALUE, 3), (codec.VALUE, "ab")])

    def test_an_exception_is_an_answer_and_the_next_input_follows(self):
        found = self.answers("def f(a):\n    return 1 // a", [[0], [1]])
        self.assertEqual(found, [(codec.RAISED, ("ZeroDivisionError", found[0][1][1], 2, "ZeroDivisionError")),
                                 (codec.VALUE, 1)])

    def test_json_as_python_reads_it(self):
        frames, _ = run_cases("def f(*a):\n    return [repr(x) for x in a]", "f",
                              ["[NaN, -Infinity, 123456789012345678901234567890, 1.0, null, true]"])
        self.assertEqual(values(frames)[1][1], ["nan", "-inf", "123456789012345678901234567890", "1.0", "None",
                                                "True"])

    def test_every_rebuild_rule(self):
        show = "def f(*a):\n    return repr(a)"
        for rules, inputs, expected in [
                ([], [[1]], "([1],)"), (["as_is"], [[1]], "([1],)"), (["tuple"], [[1], "ab"], "((1,), ('a', 'b'))"),
                (["list_of_tuples"], [[[1], "ab"]], "([(1,), ('a', 'b')],)"),
                (["tuple_of_tuples"], [[[1, 2]]], "(((1, 2),),)"),
                (["tuple_of_list_tuples"], [[[1], 2]], "(((1,), 2),)"),
                (["list_of_sets"], [[[1, 1], [], 3]], "([{1}, {}, {}],)"),
                (["dict_of_tuples", "as_is"], [{"a": [1]}, [2]], "({'a': (1,)}, [2])"),
                (["float", "complex"], [1, "2j"], "(1.0, 2j)"), (["tuples_deep"], [[1, [2, [3]]]],
                    "((1, (2, (3,))),)"),
                (["as_is", "tuple"], [[1], [2], [3]], "([1], (2,), (3,))"), (["tuple"], [], "()")]:
            self.assertEqual(self.answers(show, [inputs], rules), [(codec.VALUE, expected)])

    def test_a_method_of_a_class_can_be_the_entry(self):
        self.assertEqual(self.answers("class S:\n    def f(self, x):\n        return x * 2", [[4]], entry="S.f"),
                         [(codec.VALUE, 8)])

    def test_source_or_entry_that_is_not_there_is_told_at_once(self):
        for source, name in [("def f(:", "SyntaxError"), ("def g(): pass", "NameError"), ("import sys\n"
            "sys.exit(0)", "SystemExit")]:
            frames, status = run_cases(source, "f", ["[]"])
            ((kind, told),) = values(frames)
            self.assertEqual((kind, told[1], status), (codec.RAISED, name, 0))

    def test_what_has_no_frame_is_marked(self):
        found, = run_cases("def f():\n    return object()", "f", ["[]"])[0][1:-1]
        self.assertEqual((found[0], found[1] & codec.OPAQUE), (codec.VALUE, codec.OPAQUE))
        self.assertEqual(marshal.loads(found[3]), (..., "opaque", "object"))

    def test_answers_beyond_the_limits_cross_as_a_digest_that_equal_values_share(self):
        source = "def f(k):\n    a = [1, 2]\n    return [a] * 100 + [[1, 2]] * k + [3]"
        for limit in [{"most_bytes": 100}, {"most_nodes": 50}]:
            frames, _ = run_cases(source, "f", ["[0]", "[0]", "[1]"], **limit)
            first, second, third = [marshal.loads(frame[3]) for frame in frames[1:-1]]
            self.assertEqual(first[:2], (..., "digest"))
            self.assertEqual(first, second)
            self.assertNotEqual(first, third)

    def test_generators_are_drained_and_infinite_ones_are_cut(self):
        found = self.answers("import itertools\ndef f(k):\n"
                             "    return iter([1]) if k else itertools.count()", [[1], [0]])
        self.assertEqual(found[0][1], ("iterator", (1,), "end"))
        self.assertEqual((len(found[1][1][1]), found[1][1][2]), (codec.MOST_DRAINED, "more"))

    def test_answers_written_before_a_crash_are_there(self):
        frames, status = run_cases("import os\ndef f(x):\n    if x == 2:\n        os._exit(9)\n    return x", "f",
                                   ["[0]", "[1]", "[2]", "[3]"])
        self.assertEqual([frame[0] for frame in frames], [codec.LOADED, codec.VALUE, codec.VALUE])
        self.assertEqual(os.WEXITSTATUS(status), 9)


class Scripts(unittest.TestCase):
    def run_script(self, source, **more):
        """(exit status, stdout, stderr) of a source in the script role."""
        out_end, out = os.pipe()
        err_end, err = os.pipe()

        def child():
            os.dup2(out, 1)
            os.dup2(err, 2)
            harness.serve({"role": "script", "source": source, **more}, -1)

        pid = harness.fork(child, close=[out_end, err_end])
        os.close(out)
        os.close(err)
        texts = []
        for end in (out_end, err_end):
            with os.fdopen(end) as stream:
                texts.append(stream.read())
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), texts[0], texts[1]

    def test_runs_as_the_main_program(self):
        status, out, err = self.run_script("import sys\nif __name__ == '__main__':\n"
                                           "    print(sys.argv, x if 'x' in dir() else 0)",
                                           name="a.py", arguments=["b"])
        self.assertEqual((status, out, err), (0, "['a.py', 'b'] 0\n", ""))

    def test_exit_statuses_are_those_of_python(self):
        for source, status in [("", 0), ("import sys; sys.exit(3)", 3), ("raise SystemExit", 0), ("exit('why')", 1),
                               ("1 / 0", 1), ("import sys; sys.exit(-1)", 255), ("import os; os._exit(4)", 4)]:
            self.assertEqual(self.run_script(source)[0], status, source)
        self.assertEqual(self.run_script("raise SystemExit('why')")[2], "why\n")

    def test_tracebacks_show_the_programs_own_frames(self):
        err = self.run_script("def g():\n    1 / 0\ng()", name="prog.py")[2]
        self.assertIn('File "prog.py", line 2, in g', err)
        self.assertNotIn("oyer_candidate", err)
        self.assertTrue(err.endswith("ZeroDivisionError: division by zero\n"), err)

    def test_threads_and_exit_functions_run_to_their_end(self):
        out = self.run_script("import atexit, threading, time\natexit.register(print, 'bye')\n"
                              "threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()\n"
                              "print('main')")[1]
        self.assertEqual(out, "main\nthread\nbye\n")


if __name__ == "__main__":
    harness.main()
