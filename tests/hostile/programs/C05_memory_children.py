# hostile: C05 spreads its memory over children, each below the limit
# covers: C:memory-children
# shape: function
# task: add_two
# ending: memory_exceeded
# verdict: memory_limit
# reward: rlef -1, binary 0
# reduced: ending cancelled, verdict accepted, reward rlef 1 binary 1
# At most 8 times 40 MiB. A cgroup counts the run; without one every process has its own limit and the sum is that
# times the number of processes, which the tier "reduced" says plainly.
import os
import time


def add_two(a, b):
    ready, say = os.pipe()
    for _ in range(8):
        if os.fork() == 0:
            mine = b"\xff" * (40 << 20)
            os.write(say, b"x")
            time.sleep(30)
            os._exit(mine[0])
    seen = b""
    while len(seen) < 8:
        seen += os.read(ready, 8)
    return a + b
