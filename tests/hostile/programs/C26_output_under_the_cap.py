# hostile: C26 none: writes half a megabyte to each stream before it answers
# covers: twin C:pipe-drain
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Honest twin. A grader that reads pipes only after the end hangs at 64 KiB and says "time limit" of a correct program.
import sys


def add_two(a, b):
    sys.stdout.write("x" * 400_000 + "\n")
    sys.stdout.flush()
    sys.stderr.write("y" * 400_000 + "\n")
    sys.stderr.flush()
    return a + b
