"""A cell: where bench/graders_compare.py lets other houses' graders run hostile programs. Namespaces of its own
(mounts, processes, IPC, a network without interfaces), every file system read-only but for memory file systems that go
with it, no privileges, and limits; whatever still runs in it when its time is over dies with its first process.

It is no jail of Oyer's on purpose: that would deny system calls, and a grader would look stronger than it is for its
users, who run it in some container.

    python3 graders_cell.py enter FOLDER USER -- COMMAND...      (started by run(), inside the new namespaces)
"""

import os
import pathlib
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

NOBODY = 65534
MEMORY = 4 << 30  # address space of each process; EvalPlus asks for as much
PROCESSES = 256
REPORTS = 1 << 20  # bytes of reports that are read of one cell


class Refused(Exception):
    """This host makes no cells."""


def mount(*words):
    subprocess.run(["mount", *words], check=True, stdout=subprocess.DEVNULL)


def places():
    """Where something is mounted, the deepest first."""
    with open("/proc/self/mountinfo", encoding="utf-8") as lines:
        found = {line.split()[4].encode().decode("unicode_escape") for line in lines}
    return sorted(found, key=len, reverse=True)


def enter(folder, user, command):
    """The first process of a cell: makes everything read-only, `folder`/work and shared memory writable, and becomes
    the command, without privileges."""
    work = folder / "work"
    mount("-t", "tmpfs", "-o", "size=256m,mode=777", "tmpfs", str(work))
    if os.path.isdir("/dev/shm"):
        mount("-t", "tmpfs", "-o", "size=64m,mode=1777", "tmpfs", "/dev/shm")
    for place in places():
        if place not in (str(work), "/dev/shm") and not place.startswith("/proc"):
            mount("-o", "remount,bind,ro", place)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    os.chdir(work)
    identity = ["--reuid", str(user), "--regid", str(user), "--clear-groups"] if user else []
    os.execvp("setpriv", ["setpriv", *identity, "--no-new-privs", "--bounding-set", "-all", "--inh-caps", "-all", "--",
                          *command])


class Folder:
    """What a cell sees of this host beside the system itself: read-only copies and bound folders are made here."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="oyer-graders-"))
        self.path.chmod(0o755)
        (self.path / "work").mkdir()
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.path)

    def holds(self, source, name):
        """Puts a copy of a file or of a folder in, for the unprivileged user of the cell to read."""
        place = self.path / name
        if source.is_dir():
            shutil.copytree(source, place, symlinks=True)
        else:
            shutil.copyfile(source, place)
        subprocess.run(["chmod", "-R", "a+rX", str(place)], check=True)
        return place


def end(process):
    """Kills the first process of a cell, with which all others of it die, and waits for unshare, whose child it is."""
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    for child in map(int, children):
        os.kill(child, signal.SIGKILL)
    if not children:
        process.kill()  # it has not come so far
    process.wait()


def run(folder, command, given, seconds):
    """Runs a command in a cell of its own, `given` on its stdin. Gives what it wrote to the descriptor that --report
    names: at most REPORTS bytes, and nothing of what came after its time was over."""
    reading, writing = os.pipe()
    root = os.geteuid() == 0
    flags = [] if root else ["--user", "--map-root-user"]
    process = subprocess.Popen(
        ["unshare", *flags, "--mount", "--net", "--ipc", "--pid", "--fork", "--mount-proc",
         "--propagation", "private", sys.executable, "-I", __file__, "enter", str(folder.path),
         str(NOBODY if root else 0), "--", *command, "--report", str(writing)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[writing],
        start_new_session=True, env={"PATH": "/usr/bin:/bin", "HOME": str(folder.path / "work"),
                                     "TMPDIR": str(folder.path / "work"), "OPENBLAS_NUM_THREADS": "1"})
    os.close(writing)
    report, told = bytearray(), bytearray()

    def drain(descriptor, into):
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            while block := stream.read(1 << 16):
                into += block[:max(0, REPORTS - len(into))]

    readers = [threading.Thread(target=drain, args=args, daemon=True)
               for args in ((reading, report), (os.dup(process.stderr.fileno()), told))]
    for reader in readers:
        reader.start()
    try:
        process.stdin.write(given)
        process.stdin.close()
    except BrokenPipeError:
        pass
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.returncode is None:
            end(process)
    for reader in readers:
        reader.join(10)
    process.stderr.close()
    return bytes(report), bytes(told)


def probe(folder):
    """Raises Refused with the reason where this host makes no cells."""
    for program in ("unshare", "setpriv", "mount"):
        if shutil.which(program) is None:
            raise Refused(f"{program} (util-linux) is not installed")
    token = secrets.token_hex(8)
    report, told = run(folder, [sys.executable, "-I", "-c", f"import os, sys; os.write(int(sys.argv[-1]), b'{token}')"],
                       b"", 60)
    if report != token.encode():
        raise Refused(f"no namespaces are to be had: {told.decode(errors='replace').strip()[-300:]}")


if __name__ == "__main__":
    enter(pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[5:])
