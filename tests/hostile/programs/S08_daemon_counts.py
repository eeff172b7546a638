# hostile: S08 leaves a daemon that counts its runs
# covers: S:leftover-daemon H16 H20
# shape: stdio
# task: nth_run
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Nothing outlives a run, and no socket of an earlier one is in sight: network and IPC are empty each time.
import os
import socket
import sys
import time

name = "\0oyer-count"
try:
    line = socket.socket(socket.AF_UNIX)
    line.connect(name)
    print(int(line.recv(16)))
    sys.exit(0)
except OSError:
    pass
print(1, flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1)
        os.close(2)
        try:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(name)
            listener.listen()
            for runs in range(2, 100):
                other, _ = listener.accept()
                other.send(str(runs).encode())
        except OSError:
            time.sleep(60)
        os._exit(0)
    os._exit(0)
time.sleep(0.05)
