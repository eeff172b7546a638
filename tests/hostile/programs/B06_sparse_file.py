# hostile: B06 makes a sparse file of a terabyte
# covers: B:sparse
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Costs nothing until somebody copies it. The limit of a file's size refuses it (EFBIG; CPython ignores SIGXFSZ).
import errno
import os


def add_two(a, b):
    file = os.open("/tmp/huge", os.O_CREAT | os.O_RDWR)
    for attempt in (lambda: os.ftruncate(file, 1 << 40), lambda: os.pwrite(file, b"x", 1 << 40),
                    lambda: os.posix_fallocate(file, 0, 1 << 40)):
        try:
            attempt()
        except OSError as error:
            if error.errno in (errno.EFBIG, errno.ENOSPC):
                continue
            return str(error)
        return f"open: {os.fstat(file).st_size} bytes"
    return a + b
