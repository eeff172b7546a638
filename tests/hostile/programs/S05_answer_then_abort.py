# hostile: S05 prints the right answer, then aborts
# covers: S:crash-after-answer H17
# shape: stdio
# task: sum_lines
# ending: signaled SIGABRT
# verdict: runtime_error
# reward: rlef -1, binary 0
# A program that crashes has failed, whatever it wrote before.
import os
import sys

print(sum(map(int, sys.stdin)), flush=True)
os.abort()
