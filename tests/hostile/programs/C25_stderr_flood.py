# hostile: C25 writes to stderr for ever, escape sequences and broken UTF-8
# covers: C:stderr-flood
# shape: program
# ending: output_exceeded stderr
# verdict: none
# reward: none
# The other stream has the same cap and the ending names it. Bounded to 10 GB.
import os


block = b"\x1b[2J\x1b]0;x\x07\xff\xfe\x00\r" * 8192
for _ in range(150_000):
    os.write(2, block)
