# hostile: C08 hides memory in the buffers of pipes
# covers: C:memory-pipes
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Each pipe holds up to a mebibyte; the limit of descriptors and the host's pipe-user-pages-soft keep the sum small.
# Buffers cost kernel memory that a cgroup charges. The candidate takes what it can get and answers.
import fcntl
import os


def add_two(a, b):
    held = 0
    try:
        while held < 600 << 20:
            reader, writer = os.pipe()
            os.set_blocking(writer, False)
            try:
                fcntl.fcntl(writer, 1031, 1 << 20)
            except OSError:
                pass
            try:
                while True:
                    held += os.write(writer, b"\xcc" * 65536)
            except BlockingIOError:
                pass
    except OSError:
        pass
    return a + b if held < 128 << 20 else f"open: {held} bytes in pipes"
