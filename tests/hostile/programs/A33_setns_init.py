# hostile: A33 setns into the namespaces of process 1
# covers: A:setns
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied unknown
# verdict: denied
# reward: rlef -1, binary 0
# The one call the zygote itself needs until a child is sealed. The second filter closes it, and since a chain of
# filters has one listener only, that filter kills and the name is lost.


def add_two(a, b):
    try:
        space = os.open("/proc/1/ns/mnt", os.O_RDONLY)
    except OSError:
        space = os.open("/proc/self/ns/mnt", os.O_RDONLY)
    call(308, space, 0)
    return a + b
