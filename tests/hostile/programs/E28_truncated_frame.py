# hostile: E28 sends half a frame and closes its end
# covers: E:forged-truncated H27
# shape: function
# task: add_two
# ending: exited 0
# verdict: runtime_error
# reward: rlef -1, binary 0
# Whatever breaks because of it is the candidate's failure; it must not look like an accident of the harness, which
# would be retried or left out of the batch.
import os
import struct
import sys


def asked():
    """The token of the request that is being answered."""
    frame = sys._getframe()
    while "token" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["token"]


def add_two(a, b):
    os.write(3, struct.pack("<IBBIQ", 1000, 33, 0, 0, asked()) + b"i\x03")
    os.close(3)
    os._exit(0)
