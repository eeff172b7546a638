# hostile: S01 prints nothing and exits with 0
# covers: S:silent H01
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Success to a grader that goes by the exit code.
import sys


sys.exit(0)
