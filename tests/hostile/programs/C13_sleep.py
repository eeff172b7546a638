# hostile: C13 sleeps
# covers: C:sleep-only
# shape: function
# wall: 1500
# task: add_two
# ending: timed_out wall
# verdict: time_limit
# reward: rlef -1, binary 0
# No CPU time to be limited; the wall clock is the back-stop.
import time


def add_two(a, b):
    time.sleep(3600)
    return a + b
