# hostile: C07 hides memory in SysV shared memory that no process maps
# covers: C:memory-sysv D:sysv-shm
# with: syscalls
# shape: function
# task: add_two
# ending: memory_exceeded
# verdict: memory_limit
# reward: rlef -1, binary 0
# reduced: ending cancelled, verdict accepted, reward rlef 1 binary 1
# At most 320 MiB. Segments outlive their processes; they end with the IPC namespace, and with a cgroup they are
# charged. Where nothing would charge them they are bounded or refused, and the candidate answers.


def add_two(a, b):
    _libc.shmat.restype = ctypes.c_void_p
    for key in range(10):
        segment = call(29, 0x6F796572 + key, 32 << 20, 0o1666)
        if segment < 0:
            return a + b
        area = _libc.shmat(segment, None, 0)
        ctypes.memset(area, 0xDD, 32 << 20)
        _libc.shmdt(ctypes.c_void_p(area))
    return a + b
