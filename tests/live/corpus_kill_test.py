"""A corpus survives kill -9: built again it is the same, byte for byte, as one that nobody interrupted.

    python3 corpus_kill_test.py OYER [KILLS]

Builds a repository from this checkout's own files, then kills builds of a corpus of it at random points, some of them
over a corpus of an earlier commit that must stay whole until the new one takes its place, and syncs of such a corpus.
Every killed build or sync is followed by one that is left alone. Without KILLS 100 with OYER_SOAK in the environment,
otherwise 6.
"""

import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PLAIN = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL":
         "a@example.org", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org",
         "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **PLAIN})


def make_repository(folder):
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for room in ("runners", "base", "tests/live", "docs"):
        for path in sorted((CHECKOUT / room).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".cc", ".h", ".md"):
                copy = folder / path.relative_to(CHECKOUT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "runners" / "later.py").write_text("import os\n\n\ndef later():\n    return os.sep\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "second")


def digests(folder):
    """Of all that is shipped: what begins with a dot is for the next build."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and path.relative_to(folder).parts[0][0] != "."}


def is_whole(folder):
    """Every shard that the manifest names is there as it says."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return None
    shards = json.loads(manifest.read_text())["shards"]
    return all(hashlib.sha256((folder / shard["path"]).read_bytes()).hexdigest() == shard["sha256"] for shard in shards)


def command(oyer, repository, revision, out):
    return [oyer, "corpus", "build", "it=%s@%s" % (repository, revision), "-o", out, "--preset", "none",
            "--budget", "8k", "--shard", "64KiB", "--jobs", "2"]


def run(words):
    begun = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begun


def kill_one(words, after):
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return process.returncode == -signal.SIGKILL


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 100 if "OYER_SOAK" in os.environ else 6
    chance = random.Random(5)
    with tempfile.TemporaryDirectory(prefix="oyer-corpus-") as name:
        folder = pathlib.Path(name)
        repository, out = folder / "repository", folder / "out"
        make_repository(repository)
        git(repository, "branch", "moving", "HEAD")
        seconds = run(command(oyer, repository, "moving", folder / "whole"))
        expected = digests(folder / "whole")
        build = command(oyer, repository, "moving", out)
        sync = [oyer, "corpus", "sync", out, "--jobs", "2"]
        killed = 0
        for number in range(kills):
            shutil.rmtree(out, ignore_errors=True)
            words, most = build, seconds
            if number % 3:
                git(repository, "branch", "-f", "moving", "HEAD~1")
                run(build)
                git(repository, "branch", "-f", "moving", "HEAD")
                words = sync if number % 3 == 2 else build
                shutil.copytree(out, folder / "copy")
                most = run([folder / "copy" if word == out else word for word in words])
                shutil.rmtree(folder / "copy")
            killed += kill_one(words, chance.uniform(0, most))
            run(words)
            assert digests(out) == expected, "kill %d: another corpus came out" % number
            assert is_whole(out), "kill %d: shards are not what the manifest says" % number
        print("%d builds and syncs, %d of them killed before their end, each finished as one left alone (%d files, "
              "%.2f s)" % (kills, killed, len(expected), seconds))
        assert killed >= kills // 3, "too few were killed in time to say anything"


if __name__ == "__main__":
    main()
