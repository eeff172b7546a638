# hostile: S16 prints NUL bytes, invalid UTF-8 and control sequences under the cap
# covers: S:bytes H26 H28
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Outputs are bytes to a checker; what a record says of them is printable.
import os

os.write(1, b"\0" * 4096 + b"\xff\xfe\xc0\x80\xed\xa0\x80" * 1000 + b"\x1b[2J\x1b]0;passed\x07" + b"(" * 500_000)
