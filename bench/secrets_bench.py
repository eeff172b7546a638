"""Our Detector beside gitleaks and detect-secrets, over the same files, turn by turn.

    secrets_bench.py --ours build/bench/secrets_bench [--gitleaks PROGRAM] [--detect-secrets PROGRAM]
                     [--planted build/release/planted] FOLDER...

Prints MB of text a second of CPU time, medians of the rounds, and how many places (file and line) two of them share.
What a program takes once, whatever the text, is left out of all three: ours scans the files three times and the middle
one counts (expressions are compiled when first needed), and of the others' time what they take for an empty folder.
What is not given is left out. Neither peer is installed by this script: gitleaks comes from its Go module, the other
from the Python package registry.

Each scanner reads copies of the files in one flat folder, numbered, so that no rule about paths applies to one and not
to the other. detect-secrets is slow enough to be given only some of them (--slow-files).

--planted is what OYER_PLANTED=FOLDER build/release/datasets_tests --gtest_filter='*written_for_other*' writes to that
folder: one file for each secret. Of these the share is printed in which a scanner finds anything.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile


def cpu(command, environment=None, folder=None):
    """CPU seconds of a command and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder,
                          env={**os.environ, **(environment or {})})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def texts(folders, most):
    total = 0
    for folder in folders:
        for root, names, files in os.walk(folder):
            names.sort()
            for name in sorted(files):
                path = os.path.join(root, name)
                if os.path.islink(path) or os.path.getsize(path) > 1 << 20:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                try:
                    data.decode()
                except UnicodeDecodeError:
                    continue
                if b"\0" in data or total + len(data) > most:
                    continue
                total += len(data)
                yield name, data


def plant(target, files):
    os.makedirs(target)
    size = 0
    for number, (name, data) in enumerate(files):
        with open(os.path.join(target, f"{number:05}_{name}"), "wb") as file:
            file.write(data)
        size += len(data)
    return size / 1e6


def ours(program, folder, scratch):
    listing = os.path.join(scratch, "ours.jsonl")
    seconds, printed = cpu([program, "--rounds", "3", "--list", listing, folder])
    with open(listing, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    found = {(row["path"], row["line"]) for row in rows if row["class"] in {"key", "secret", "password"}}
    rate = float(printed.split("secrets alone ")[1].split(" ")[0])
    return rate, found, seconds


def gitleaks(program, folder, scratch):
    report = os.path.join(scratch, "gitleaks.json")
    command = [program, "dir", folder, "--no-banner", "--report-path", report, "--exit-code", "0", "--log-level"]
    command.append("error")
    seconds, _ = cpu(command, {"GOMAXPROCS": "1"})
    with open(report, encoding="utf-8") as file:
        rows = json.load(file)
    return seconds, {(os.path.relpath(row["File"], folder), row["StartLine"]) for row in rows}


def detect_secrets(program, folder, _):
    seconds, printed = cpu([program, "scan", "--all-files", "."], folder=folder)
    results = json.loads(printed)["results"]
    return seconds, {(os.path.normpath(path), row["line_number"]) for path, rows in results.items() for row in rows}


def planted(given, scratch):
    files = sum(len(names) for _, _, names in os.walk(given.planted))
    found = {"oyer": ours(given.ours, given.planted, scratch)[1]}
    if given.gitleaks:
        found["gitleaks"] = gitleaks(given.gitleaks, given.planted, scratch)[1]
    if given.detect_secrets:
        found["detect-secrets"] = detect_secrets(given.detect_secrets, given.planted, scratch)[1]
    for name, places in found.items():
        share = len({path for path, _ in places}) / files
        print(f"{name:15} finds something in {share:.3f} of {files} files with a planted secret")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--gitleaks")
    parser.add_argument("--detect-secrets")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--planted")
    parser.add_argument("--slow-files", type=int, default=100)
    parser.add_argument("folders", nargs="+")
    given = parser.parse_args()
    scratch = tempfile.mkdtemp()
    try:
        files = list(texts(given.folders, given.megabytes * 1e6))
        folder, few = os.path.join(scratch, "all"), os.path.join(scratch, "few")
        size, small = plant(folder, files), plant(few, files[:: max(1, len(files) // given.slow_files)])
        rates = {"oyer": [], "gitleaks": [], "detect-secrets": []}
        found = {}
        empty = os.path.join(scratch, "empty")
        os.makedirs(empty)
        start = {scan: scan(program, empty, scratch)[0]
                 for scan, program in ((gitleaks, given.gitleaks), (detect_secrets, given.detect_secrets)) if program}
        for _ in range(given.rounds):
            rate, found["oyer"], _ = ours(given.ours, folder, scratch)
            rates["oyer"].append(rate)
            if given.gitleaks:
                seconds, found["gitleaks"] = gitleaks(given.gitleaks, folder, scratch)
                rates["gitleaks"].append(size / (seconds - start[gitleaks]))
            if given.detect_secrets:
                seconds, found["detect-secrets"] = detect_secrets(given.detect_secrets, few, scratch)
                rates["detect-secrets"].append(small / (seconds - start[detect_secrets]))
        print(f"{len(files)} files, {size:.1f} MB; detect-secrets {small:.2f} MB of them")
        for scan, seconds in start.items():
            print(f"{scan.__name__}: {seconds:.2f} s for an empty folder, left out")
        base = statistics.median(rates["oyer"])
        for name, values in rates.items():
            if values:
                value = statistics.median(values)
                print(f"{name:15} {value:10.3f} MB/s, ours {base / value:8.1f} times; {len(found[name])} places")
        if "gitleaks" in found:
            print(f"places of ours and gitleaks: {len(found['oyer'] & found['gitleaks'])} in both")
        if given.planted:
            planted(given, scratch)
    finally:
        shutil.rmtree(scratch)


main()
