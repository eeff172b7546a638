# hostile: S03 a child prints the answer after its parent's exit
# covers: S:late-child H16 H19
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# A run ends with its first process. The child would have had all the time in the world to look for the answer.
import os
import sys
import time

numbers = sys.stdin.read().split()
if os.fork() == 0:
    os.setsid()
    time.sleep(0.5)
    os.write(1, b"%d\n" % sum(map(int, numbers)))
    os._exit(0)
os._exit(0)
