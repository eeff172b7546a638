# hostile: A37 lets a grandchild make the forbidden call and answers itself
# covers: A:ptrace-grandchild
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied ptrace
# verdict: denied
# reward: rlef -1, binary 0
# A denial is the run's, whichever of its processes earned it: the namespace is killed, not the one process.


def add_two(a, b):
    alive, held = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            call(101, 16, os.getppid(), 0, 0)
            os._exit(0)
        os._exit(0)
    os.close(held)
    os.read(alive, 1)  # until the grandchild has gone
    return a + b
