"""Runs ctest once over everything and ends on its summary, behind a list of what was skipped and why.

usage: run.py BUILD_FOLDER [ctest options, such as -R NAME or -L LABEL]

Started by root, every test labelled "live" or "hostile" runs twice: as root, and as an ordinary user under the name
"user.NAME", because the two get different sandboxes. Such a user can neither enter root's home nor write into the
build: where a folder above the checkout is closed to others, everything runs in a mount namespace in which the same
paths are open.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
USER = 65534
TWICE = {"live", "hostile"}
NAMESPACE = "OYER_TEST_NAMESPACE"  # set for the second start of this script, inside its mount namespace
SUMMARY = re.compile(r"^\d+% tests passed")
PART = re.compile(r"^SKIPPED \[\d+\] \S+ (.+)$|\.\.\. skipped ['\"](.+)['\"]$", re.MULTILINE)  # pytest's, unittest's


def as_user(home):
    """The words in front of a command that make it an ordinary user's, with an ordinary user's environment."""
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "env",
            f"HOME={home}", f"TMPDIR={home}", "PATH=/usr/local/bin:/usr/bin:/bin"]


def user_can_read(path):
    probe = as_user("/nonexistent") + ["test", "-r", str(path)]
    return subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0


def first_closed_folder(path):
    closed = [p for p in reversed(path.parents) if not p.stat().st_mode & 0o001]
    return closed[0] if closed else None


def open_the_path():
    """In a mount namespace of our own: lays an open folder over the first closed one and shows the checkout in it."""
    closed = first_closed_folder(CHECKOUT)
    data = CHECKOUT.parent / "shared"
    shown = [p for p in (CHECKOUT, data) if p.is_dir()]
    stage = pathlib.Path(tempfile.mkdtemp(prefix="oyer-stage-"))
    for i, path in enumerate(shown):
        (stage / str(i)).mkdir()
        subprocess.run(["mount", "--bind", path, stage / str(i)], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", closed], check=True)
    for i, path in enumerate(shown):
        path.mkdir(parents=True)
        subprocess.run(["mount", "--bind", stage / str(i), path], check=True)
        subprocess.run(["umount", stage / str(i)], check=True)
    shutil.rmtree(stage)
    os.chdir(CHECKOUT)


def list_tests(build):
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True)
    return json.loads(shown.stdout)["tests"]


def quoted(value):
    """A CMake bracket argument: nothing inside it is interpreted."""
    return f"[==[{value}]==]"


def as_text(value):
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def user_test(test, home):
    """CTestTestfile lines for the same test run by an ordinary user."""
    name = quoted("user." + test["name"])
    command = " ".join(quoted(word) for word in as_user(home) + test["command"])
    properties = {p["name"]: p["value"] for p in test["properties"]}
    properties["LABELS"] = properties["LABELS"] + ["user"]
    if "DEPENDS" in properties:
        properties["DEPENDS"] = ["user." + name for name in properties["DEPENDS"]]
    pairs = " ".join(f"{key} {quoted(as_text(value))}" for key, value in properties.items())
    return f"add_test({name} {command})\nset_tests_properties({name} PROPERTIES {pairs})\n"


def is_run_twice(test):
    labels = next((p["value"] for p in test["properties"] if p["name"] == "LABELS"), [])
    return "command" in test and bool(TWICE & set(",".join(labels).split(",")))


def run_ctest(folder, options):
    """Shows ctest's output as it comes, but keeps its summary back. Returns the exit status and the summary."""
    command = ["ctest", "--test-dir", folder, "--output-on-failure", "--no-tests=error", "--no-label-summary",
               "--timeout", "600", "--output-junit", folder / "junit.xml", "--test-output-size-passed", "65536",
               "-j", str(len(os.sched_getaffinity(0))), *options]
    summary = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace") as ctest:
        for line in ctest.stdout:
            if summary or SUMMARY.match(line):
                summary.append(line)
            else:
                print(line, end="", flush=True)
    return ctest.returncode, "".join(summary)


def skip_reason(case):
    """What GTEST_SKIP() was told, or the last line that the test printed."""
    output = case.findtext("system-out") or ""
    told = re.search(r": Skipped\n(.*)", output)
    if told:
        return told.group(1).strip()
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason given"


def print_skips(report):
    """One line a reason, with the tests that gave it: also those that skipped a part and passed with the rest."""
    skips = collections.defaultdict(list)
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        if case.find("skipped") is not None:
            skips[skip_reason(case)].append(case.get("name"))
        for part in PART.finditer(case.findtext("system-out") or ""):
            skips[part[1] or part[2]].append(case.get("name") + " (a part of it)")
    print(f"\nSkipped: {sum(map(len, skips.values()))} tests")
    for reason, names in sorted(skips.items(), key=lambda item: -len(item[1])):
        print(f"  {len(names)} because: {reason}")
        print("      " + ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else ""))


def compose(build, folder):
    """A test folder holding the build's tests and, for root, the second runs. Returns why there are none, or None."""
    lines = [f"subdirs({quoted(build)})\n"]
    reason = None
    if os.geteuid() == 0:
        home = folder / "home"
        home.mkdir()
        os.chown(home, USER, USER)
        twice = [test for test in list_tests(build) if is_run_twice(test)]
        programs = {test["command"][0] for test in twice}
        if not all(user_can_read(path) for path in programs | {CHECKOUT / "dev"}):
            reason = "an ordinary user cannot read the checkout or the build"
        else:
            lines += [user_test(test, home) for test in twice]
    (folder / "CTestTestfile.cmake").write_text("".join(lines))
    return reason


def main(build, options):
    build = pathlib.Path(build).resolve()
    if os.geteuid() == 0 and NAMESPACE not in os.environ and first_closed_folder(CHECKOUT):
        again = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
        if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.environ[NAMESPACE] = "1"
            os.execvp(again[0], again)
    if os.environ.pop(NAMESPACE, None):
        open_the_path()
    with tempfile.TemporaryDirectory(prefix="oyer-test-") as temporary:
        folder = pathlib.Path(temporary)
        folder.chmod(0o755)
        reason = compose(build, folder)
        status, summary = run_ctest(folder, options)
        if (folder / "junit.xml").exists():
            print_skips(folder / "junit.xml")
        if reason:
            print(f"Not run a second time as an ordinary user: {reason}")
        print(f"\n{summary}", end="")
    return status


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
