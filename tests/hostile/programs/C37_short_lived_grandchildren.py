# hostile: C37 burns its time in many grandchildren, each gone before anybody looks
# covers: C:cpu-short-lived
# shape: function
# task: add_two
# ending: timed_out cpu
# reduced: ending any
# verdict: time_limit
# reward: rlef -1, binary 0
# Orphans are reaped by init, so no parent's clock ever has their time. A cgroup counts it all the same; without one the
# wall clock is what ends this, since work that is not seen is work that waits. Two minutes of work, a twentieth each.
import os
import time


def add_two(a, b):
    for _ in range(2400):
        if os.fork() == 0:
            if os.fork() == 0:
                begun = time.process_time()
                while time.process_time() - begun < 0.05:
                    pass
                os._exit(0)
            os._exit(0)
        os.wait()
        time.sleep(0.02)
    return a + b
