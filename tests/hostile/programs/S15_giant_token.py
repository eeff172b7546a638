# hostile: S15 prints a token of ten megabytes
# covers: S:giant-token
# shape: stdio
# task: sum_lines
# ending: output_exceeded stdout
# verdict: output_limit
# reward: rlef -1, binary 0
# Bait for whoever reads it as a number. It is cut at the cap.
import sys

sys.stdout.write("9" * (10 << 20))
