# hostile: S10 prints the answer and goes on for ever
# covers: S:stdout-flood C:stdout-flood H26
# shape: stdio
# task: sum_lines
# ending: output_exceeded stdout
# verdict: output_limit
# reward: rlef -1, binary 0
# Read while it comes, kept up to the cap, ended at the cap.
import os
import sys

os.write(1, b"%d\n" % sum(map(int, sys.stdin)))
while True:
    os.write(1, b"\n" * 65536)
