# hostile: E29 claims a frame of four gigabytes
# covers: E:forged-length H27
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# What a length claims never drives an allocation.
import os
import struct
import sys
import time


def asked():
    """The token of the request that is being answered."""
    frame = sys._getframe()
    while "token" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["token"]


def add_two(a, b):
    os.write(3, struct.pack("<IBBIQ", 0xFFFFFFFF, 33, 0, 0, asked()) + b"i" * 100)
    time.sleep(0.2)
    return a + b
