"""tests/run.py on a small folder of tests: passes, failures and skips are told, and ctest's summary comes last."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUN = pathlib.Path(__file__).resolve().parent.parent / "run.py"
BUILD = """
add_test([=[Live.passes]=] sh -c [==[echo "uid $(id -u), home $HOME"; [ $(id -u) = 0 ] || touch $TMPDIR/x]==])
set_tests_properties([=[Live.passes]=] PROPERTIES LABELS "live,golden" TIMEOUT 20)
add_test([=[Live.skips]=] sh -c [==[echo 'a_test.cc:7: Skipped'; echo 'no namespaces; here'; echo '[  SKIPPED ]']==])
set_tests_properties([=[Live.skips]=] PROPERTIES LABELS "live;slow" SKIP_REGULAR_EXPRESSION [==[\\[  SKIPPED \\]]==])
add_test(unit.fails sh -c "echo the reason of the failure; exit 1")
set_tests_properties(unit.fails PROPERTIES LABELS unit)
"""


class RunScript(unittest.TestCase):
    def run_script(self, *options):
        with tempfile.TemporaryDirectory() as temporary:
            build = pathlib.Path(temporary)
            build.chmod(0o755)
            (build / "CTestTestfile.cmake").write_text(BUILD)
            return subprocess.run([sys.executable, RUN, build, *options], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, check=False)

    def test_failure_is_shown_and_counted_and_the_summary_comes_last(self):
        done = self.run_script()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("the reason of the failure", done.stdout)
        after_skips = done.stdout[done.stdout.index("Skipped: "):]
        self.assertIn("because: no namespaces; here", after_skips)
        self.assertRegex(after_skips, r"\d+% tests passed, 1 tests failed out of ")
        self.assertTrue(done.stdout.rstrip().endswith("Errors while running CTest") or "unit.fails (Failed)" in
                        done.stdout.rstrip().splitlines()[-1], done.stdout)

    def test_success_is_success(self):
        done = self.run_script("-R", "passes")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Skipped: 0 tests", done.stdout)
        self.assertIn("100% tests passed, 0 tests failed", done.stdout)

    def test_no_test_at_all_is_a_failure(self):
        self.assertNotEqual(self.run_script("-R", "there_is_no_such_test").returncode, 0)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to become an ordinary user")
    def test_live_tests_run_again_as_an_ordinary_user_with_a_home_of_its_own(self):
        done = self.run_script("-V", "-R", "passes")
        self.assertRegex(done.stdout, "uid 0, home ")
        self.assertRegex(done.stdout, r"uid 65534, home /tmp/oyer-test-.*/home\n")
        self.assertIn("100% tests passed, 0 tests failed out of 2", done.stdout)


if __name__ == "__main__":
    unittest.main()
