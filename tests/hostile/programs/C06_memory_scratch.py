# hostile: C06 hides memory in files of the scratch
# covers: C:memory-tmpfs
# shape: function
# task: add_two
# ending: memory_exceeded
# verdict: memory_limit
# reward: rlef -1, binary 0
# reduced: ending cancelled, verdict memory_limit
# 56 MiB of files and then anonymous memory: together above the limit, apart below it. Pages of a tmpfs are charged
# to the run that wrote them.
import os


def add_two(a, b):
    with open("/dev/shm/hoard", "wb") as file:
        for _ in range(28):
            file.write(b"\xee" * (2 << 20))
    kept = [b"\xff" * (1 << 20) for _ in range(110)]
    return a + b + len(kept) * 0
