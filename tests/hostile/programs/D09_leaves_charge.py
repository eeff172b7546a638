# hostile: D09 leaves the scratch full, so that the next candidate starts with the memory already spent
# covers: D:leftover-charge
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Pages of a tmpfs stay charged to the slot's cgroup until they are dropped. The scratch is unmounted before the slot
# is used again; the probe that follows takes as much memory as on its first run.
import os


def add_two(a, b):
    with open("/dev/shm/charge", "wb") as file:
        for _ in range(60):
            file.write(b"\x99" * (1 << 20))
    return a + b
