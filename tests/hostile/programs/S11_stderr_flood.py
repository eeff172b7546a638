# hostile: S11 prints the answer and floods stderr
# covers: S:stderr-flood H26
# shape: stdio
# task: sum_lines
# ending: output_exceeded stderr
# verdict: output_limit
# reward: rlef -1, binary 0
# stderr is not looked at, but it is drained and has the same cap.
import os
import sys

print(sum(map(int, sys.stdin)), flush=True)
while True:
    os.write(2, b"all tests passed\n" * 4096)
