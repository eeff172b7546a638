# hostile: B04 makes a million empty files
# covers: B:inodes
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# The tmpfs has a limit of its own for inodes, so that it ends long before the kernel's memory does. The candidate
# survives the error and answers.
import errno
import os


done = False


def add_two(a, b):
    global done
    if done:
        return a + b
    done = True
    os.mkdir("/tmp/many")
    made = 0
    try:
        while made < 1_000_000:
            os.close(os.open(f"/tmp/many/{made}", os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError as error:
        return a + b if error.errno == errno.ENOSPC and made < 20_000 else f"{error} after {made}"
    return f"open: {made} files"
