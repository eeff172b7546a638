# hostile: C01 a fork bomb: every process forks as fast as it can
# covers: C:fork-bomb-fast
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# Bounded here to 3000 attempts. fork fails with EAGAIN at the limit, and the BlockingIOError that leaves the call is
# what the test sees. (The process itself lives on to serve; C34 is the bomb whose process fails.)
import os
import time


def add_two(a, b):
    for _ in range(3000):
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
    return a + b
