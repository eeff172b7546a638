# hostile: S04 closes stdout and prints the answer
# covers: S:closed-stdout
# shape: stdio
# task: sum_lines
# ending: exited 120
# verdict: runtime_error
# reward: rlef -1, binary 0
# As outside, Python cannot write what it has kept to a closed stream and says so with exit code 120.
import os
import sys

total = sum(map(int, sys.stdin))
os.close(1)
print(total)
