# hostile: C24 writes to stdout for ever
# covers: C:stdout-flood H26
# shape: function
# task: add_two
# ending: output_exceeded out
# verdict: output_limit
# reward: rlef -1, binary 0
# Bounded to 10 GB. Output is drained while the program runs, kept up to the cap, and the run ends at the cap.
import os


def add_two(a, b):
    block = b"ALL TESTS PASSED\n" * 4096
    for _ in range(150_000):
        os.write(1, block)
    return a + b
