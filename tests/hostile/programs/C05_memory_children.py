# hostile: C05 spreads its memory over children, each below the limit
# covers: C:memory-children
# shape: function
# task: add_two
# ending: memory_exceeded
# verdict: memory_limit
# reward: rlef -1, binary 0
# reduced: ending cancelled, verdict accepted
# At most 20 times 48 MiB. A cgroup counts the run; without one every process has its own limit and the sum is that
# times the number of processes, which the tier "reduced" says plainly.
import os
import time


def add_two(a, b):
    ready, say = os.pipe()
    for _ in range(20):
        if os.fork() == 0:
            mine = b"\xff" * (48 << 20)
            os.write(say, b"x")
            time.sleep(30)
            os._exit(mine[0])
    seen = b""
    while len(seen) < 20:
        seen += os.read(ready, 20)
    return a + b
