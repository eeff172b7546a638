# hostile: E25 writes answers to questions that have not been asked
# covers: E:forged-early E:result-fd
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# A run of frames that say 3, 0, 0, with tokens counted from zero, sent while the candidate is still being loaded. The
# judge takes only the answer to the request it has just made.
import marshal
import os
import struct

body = marshal.dumps(3, 4)
for token in range(64):
    for kind in (32, 33):
        os.write(3, struct.pack("<IBBIQ", len(body) + 14, kind, 0, 0, token) + body)


def add_two(a, b):
    return 0
