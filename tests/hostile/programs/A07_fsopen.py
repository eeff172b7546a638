# hostile: A07 fsopen: the new way to mount
# covers: A:fsopen
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied fsopen
# verdict: denied
# reward: rlef -1, binary 0
# A list that denies mount and forgets its successors is open (CVE-2022-0185 was in fsconfig).


def add_two(a, b):
    call(430, b"tmpfs", 0)
    return a + b
