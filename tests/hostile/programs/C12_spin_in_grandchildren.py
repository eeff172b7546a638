# hostile: C12 lets grandchildren spin while the process that is watched sleeps
# covers: C:cpu-grandchildren
# shape: function
# task: add_two
# ending: timed_out cpu
# verdict: time_limit
# reward: rlef -1, binary 0
# CPU time is the run's, not a process's: RLIMIT_CPU alone would let each of them have the whole limit.
import os
import time


def add_two(a, b):
    for _ in range(4):
        if os.fork() == 0:
            if os.fork() == 0:
                while True:
                    pass
            os._exit(0)
    time.sleep(60)
    return a + b
