# hostile: S14 prints the answer and kills parent, init and everybody else
# covers: S:kills-init C:kill-all H17
# shape: stdio
# task: sum_lines
# ending: any
# verdict: runtime_error
# reward: rlef -1, binary 0
# What can be reached is its own run: it dies of its own signal, or with the init that it killed. Nobody else notices.
import os
import signal
import sys

print(sum(map(int, sys.stdin)), flush=True)
for pid in (os.getppid(), 1, 0, -1, *range(2, 400)):
    if pid != os.getpid():
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
os.kill(os.getpid(), signal.SIGKILL)
