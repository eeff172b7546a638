# hostile: S02 os._exit(0) with half of the answer out
# covers: S:half-way H01
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# What was written counts, and it is not the answer; the exit code adds nothing to it.
import os

os.write(1, b'-')
os._exit(0)
