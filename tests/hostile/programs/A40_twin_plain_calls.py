# hostile: A40 none: the kernel's everyday services, used as programs use them
# covers: twin
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Honest twin of the whole chapter: fork and wait, threads, pipes, a socket pair, temporary files, memory maps, poll,
# a subprocess, clocks, random bytes, resource usage.
import mmap
import os
import resource
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time


def add_two(a, b):
    total = []
    thread = threading.Thread(target=lambda: total.append(a))
    thread.start()
    thread.join()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(b).encode())
        os._exit(0)
    os.waitpid(child, 0)
    total.append(int(os.read(reader, 64)))
    left, right = socket.socketpair()
    left.sendall(b"x")
    with selectors.DefaultSelector() as waiting:
        waiting.register(right, selectors.EVENT_READ)
        assert waiting.select(1)
    with tempfile.TemporaryFile() as file, mmap.mmap(-1, 8192) as area:
        file.write(b"y" * 10000)
        area[:1] = b"z"
    said = subprocess.run([sys.executable, "-c", f"print({total[0]} + {total[1]})"], capture_output=True, text=True)
    assert os.urandom(8) and time.monotonic() > 0 and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
    return int(said.stdout) if said.returncode == 0 else said.stderr
