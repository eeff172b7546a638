# hostile: S24 an honest program prints before it reads, and not all at once
# covers: twin
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: accepted
# reward: rlef 1, binary 1
# Blanks first, then the answer digit by digit; \\r\\n is white space to tokens.
import os
import sys

os.write(1, b" \r\n")
for digit in str(sum(int(line) for line in sys.stdin.buffer)):
    os.write(1, digit.encode())
os.write(1, b"\r\n\n")
os.close(0)
