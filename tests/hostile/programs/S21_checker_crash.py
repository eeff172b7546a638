# hostile: S21 gives the checker what it cannot read
# covers: S:checker-bait H27 H28
# shape: stdio
# task: even_number
# ending: exited 0
# verdict: judge_exhausted
# reward: rlef -1, binary 0
# The checker fails on this output and not on the expected one: that is the output's doing, and no error of ours. It
# read the output as a file of its own jail: nothing in it is a command.
import os

os.write(1, b"__import__('os')._exit(0)\xff" + b"8" * 100_000 + b"\0")
