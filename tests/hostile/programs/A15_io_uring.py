# hostile: A15 io_uring_setup: system calls that no filter sees
# covers: A:io_uring
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied io_uring_setup
# verdict: denied
# reward: rlef -1, binary 0
# Requests in a ring do openat, connect and the like past seccomp, so the ring itself must not come to be.


def add_two(a, b):
    call(425, 4, ctypes.create_string_buffer(120))
    return a + b
