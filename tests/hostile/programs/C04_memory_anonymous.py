# hostile: C04 takes memory and writes on it
# covers: C:memory-anon
# shape: function
# task: add_two
# ending: memory_exceeded
# verdict: memory_limit
# reward: rlef -1, binary 0
# reduced: ending cancelled, verdict memory_limit
# At most 2 GiB. With a cgroup the run is killed at the limit; with address space alone the allocation fails inside,
# and the MemoryError that ends the call is the evidence.


def add_two(a, b):
    hoard = []
    for _ in range(64):
        hoard.append(b"\xff" * (32 << 20))
    return a + b
