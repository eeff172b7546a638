# hostile: C24 writes to stdout for ever
# covers: C:stdout-flood H26
# shape: program
# ending: output_exceeded stdout
# verdict: none
# reward: none
# Bounded to 10 GB. Output is drained while the program runs, kept up to the cap, and the run ends at the cap.
import os


block = b"ALL TESTS PASSED\n" * 4096
for _ in range(150_000):
    os.write(1, block)
