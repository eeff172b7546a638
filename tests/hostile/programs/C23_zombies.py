# hostile: C23 piles up zombies
# covers: C:zombies
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# A dead child that nobody waits for keeps its place in the table and its place in the limit. Bounded to 3000.
import os


def add_two(a, b):
    for _ in range(3000):
        if os.fork() == 0:
            os._exit(0)
    return a + b
