# hostile: S12 prints the answer and never ends
# covers: S:never-ends C:sleep
# shape: stdio
# task: sum_lines
# wall: 1500
# ending: timed_out wall
# verdict: time_limit
# reward: rlef -1, binary 0
# A program has to end by itself before its output is looked at.
import sys
import time

print(sum(map(int, sys.stdin)), flush=True)
time.sleep(60)
