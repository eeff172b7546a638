# hostile: A05 clone3 with CLONE_NEWUSER in its structure, where no filter can look
# covers: A:clone3
# with: syscalls
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# clone3 says ENOSYS to everybody, so that libc falls back to clone, whose flags stand in a register. The candidate
# learns that and goes on to answer rightly: a refusal of the soft class is no offence.
import struct


def add_two(a, b):
    structure = struct.pack("11Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
    answer = call(435, ctypes.create_string_buffer(structure, len(structure)), len(structure))
    if answer == 0:
        os._exit(0)
    return a + b if answer == -errno.ENOSYS else f"open: clone3 gave {answer}"
