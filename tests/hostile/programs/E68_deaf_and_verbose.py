# hostile: E68 writes answers without end and never reads
# covers: C:pipe-deadlock-flood H27
# shape: function
# task: add_two
# ending: any
# verdict: runtime_error
# reward: rlef -1, binary 0
# Two ends that both write and never read wait for each other for ever. The judge reads before it writes, and the
# first frame that answers no question of its own is the end. (The candidate dies of its closed socket, unless the
# engine is quicker.)
import marshal
import os
import struct

body = marshal.dumps("x" * 60000, 4)
frame = struct.pack("<IBBIQ", len(body) + 14, 33, 0, 0, 999) + body


def add_two(a, b):
    while True:
        os.write(3, frame)
