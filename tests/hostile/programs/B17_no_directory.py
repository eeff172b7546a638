# hostile: B17 removes its working directory, makes the scratch unreadable and renames it
# covers: B:scratch-root
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# What happens to the root of a scratch must not matter to whoever mounts the next one.
import os


done = False


def add_two(a, b):
    global done
    if done:
        return a + b
    done = True
    os.mkdir("/tmp/here")
    os.chdir("/tmp/here")
    os.rmdir("/tmp/here")
    for action in (lambda: os.chmod("/tmp", 0), lambda: os.rename("/tmp", "/tmp2"), lambda: os.rmdir("/tmp"),
                   lambda: os.rmdir("/dev/shm"), lambda: os.chmod("/dev/shm", 0)):
        try:
            action()
        except OSError:
            pass
    return a + b
