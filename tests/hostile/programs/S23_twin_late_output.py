# hostile: S23 an honest program prints in its last moments
# covers: twin
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: accepted
# reward: rlef 1, binary 1
# By atexit, from a thread that outlives the main one, and without a final line end.
import atexit
import sys
import threading
import time

total = sum(map(int, sys.stdin))


def last():
    sys.stdout.write(str(total))


def slow():
    time.sleep(0.05)
    atexit.register(last)


threading.Thread(target=slow).start()
