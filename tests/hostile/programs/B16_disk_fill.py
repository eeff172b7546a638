# hostile: B16 fills the disk and lets the error end the call
# covers: B:disk-fill
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# At most 600 MB. The scratch is a tmpfs of 64 MiB; writing fails with ENOSPC, and the OSError that leaves the call is
# what the test sees. (B20 is the program that fails of it.)
import os


def add_two(a, b):
    for number in range(300):
        with open(f"/tmp/fill{number}", "wb") as file:
            file.write(b"\xaa" * (2 << 20))
    return a + b
