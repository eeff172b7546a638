# hostile: C14 stops itself with SIGSTOP
# covers: C:sigstop-self
# shape: function
# wall: 1500
# task: add_two
# ending: timed_out wall
# verdict: time_limit
# reward: rlef -1, binary 0
# A stopped process uses no time and answers no signal but SIGKILL.
import os
import signal


def add_two(a, b):
    os.kill(os.getpid(), signal.SIGSTOP)
    return a + b
