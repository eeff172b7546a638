# hostile: P08 talks without end to whoever listens
# covers: P:flood
# shape: function
# task: secret_word
# wall: 2000
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# faithful: timed_out
# Seven bytes that are a message, again and again: a number that says nothing.
import struct
import os

words = struct.pack("<BiBB", 2, 1, 0, 0) * 10000
while True:
    for descriptor in range(3, 7):
        try:
            os.write(descriptor, words)
        except OSError:
            pass
