# hostile: C15 stops every process it can see, and the one that waits for it
# covers: C:sigstop-group
# shape: function
# wall: 1500
# task: add_two
# ending: timed_out wall
# verdict: time_limit
# reward: rlef -1, binary 0
# Piston's time limit was defeated by a SIGSTOP to the group, since the watcher was in it. Nobody who watches is in
# reach of a signal from here.
import os
import signal


def add_two(a, b):
    for target in (-1, 1, os.getppid(), 0):
        try:
            os.kill(target, signal.SIGSTOP)
        except OSError:
            pass
    return a + b
