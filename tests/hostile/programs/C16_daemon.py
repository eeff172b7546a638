# hostile: C16 a daemon: two forks, a session of its own, every signal ignored, stdout held open
# covers: C:daemon H16
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# It would live on after the answer and hold a reader of its stdout for ever (firejail: until it ends). It dies with
# the PID namespace.
import os
import signal
import time


def add_two(a, b):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            while True:
                time.sleep(0.01)
        os._exit(0)
    os.wait()
    return a + b
