# hostile: D07 kills everything it can see before it answers
# covers: D:sibling-kill
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# kill(-1) as the pool's uid would reach every sibling of that uid; in a PID namespace of its own it reaches nobody.
# The children made ahead of need, the judge and the zygote live on: the probe that follows runs on the same worker.
import os
import signal


def add_two(a, b):
    for number in (signal.SIGTERM, signal.SIGKILL):
        for target in (-1, 1, *range(2, 400)):
            if target != os.getpid():
                try:
                    os.kill(target, number)
                except OSError:
                    pass
    return a + b
