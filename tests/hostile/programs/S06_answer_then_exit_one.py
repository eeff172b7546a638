# hostile: S06 prints the right answer, then exits with 1
# covers: S:bad-exit H01
# shape: stdio
# task: sum_lines
# ending: exited 1
# verdict: runtime_error
# reward: rlef -1, binary 0
# The exit code cannot make a failure a pass, but it can end a pass.
import sys

print(sum(map(int, sys.stdin)))
sys.exit(1)
