# hostile: A02 uses the x32 numbering (bit 30) to name getpid
# covers: A:x32
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied unknown
# verdict: denied
# reward: rlef -1, binary 0
# A list that denies ptrace by its number does not deny ptrace | 0x40000000. All of x32 is killed.


def add_two(a, b):
    call(0x40000000 + 39)
    return a + b
