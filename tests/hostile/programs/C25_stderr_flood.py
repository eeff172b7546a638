# hostile: C25 writes to stderr for ever, escape sequences and broken UTF-8
# covers: C:stderr-flood
# shape: function
# task: add_two
# ending: output_exceeded err
# verdict: output_limit
# reward: rlef -1, binary 0
# The other stream has the same cap and the ending names it. Bounded to 10 GB.
import os


def add_two(a, b):
    block = b"\x1b[2J\x1b]0;x\x07\xff\xfe\x00\r" * 8192
    for _ in range(150_000):
        os.write(2, block)
    return a + b
