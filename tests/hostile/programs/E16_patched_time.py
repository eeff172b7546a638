# hostile: E16 patches the clocks and spins
# covers: H18 E:patched-time
# shape: function
# task: add_two
# ending: timed_out cpu
# verdict: time_limit
# reward: rlef -1, binary 0
# time.time, perf_counter and process_time stand still, in Python and by the candidate's side of the protocol (which
# claims how long a call took). The clock that counts is the kernel's.
import os
import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0)
    setattr(time, name + "_ns", lambda: 0)
os.times = lambda: (0, 0, 0, 0, 0)


def add_two(a, b):
    while time.process_time() < 1:
        pass
    return a + b
