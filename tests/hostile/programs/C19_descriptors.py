# hostile: C19 opens descriptors until it cannot, in as many processes as it may have
# covers: C:fd-exhaustion
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Each process has its limit; times the limit of processes the host's table stays far from full.
import os


def add_two(a, b):
    opened = []
    try:
        while len(opened) < 5000:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    count = len(opened)
    for fd in opened:
        os.close(fd)
    return a + b if count < 300 else f"open: {count} descriptors"
