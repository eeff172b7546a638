# hostile: E67 answers one byte at a time
# covers: E:slow-answer C:pipe-deadlock
# shape: function
# wall: 1500
# task: add_two
# ending: timed_out wall
# verdict: time_limit
# reward: rlef -1, binary 0
# The judge waits inside a frame, using nothing; the candidate's wall clock runs.
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
    for byte in struct.pack("<IBBIQ", 8_000_000, 33, 0, 0, asked()):
        os.write(3, bytes([byte]))
    while True:
        os.write(3, b"\0")
        time.sleep(0.05)
