# hostile: A36 asks for uid 0, other groups and capabilities
# covers: A:identity
# with: syscalls
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Changes of identity are refused with an errno (programs that drop privileges try them in good faith), and nothing
# is gained by them.
import struct


def add_two(a, b):
    before = os.getresuid(), os.getresgid(), sorted(os.getgroups())
    zero = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0), 8)
    every = ctypes.create_string_buffer(b"\xff" * 24, 24)
    answers = [call(105, 0), call(106, 0), call(117, 0, 0, 0), call(119, 0, 0, 0), call(116, 0, 0)]
    answers.append(call(126, zero, every))
    with open("/proc/self/status") as status:
        fields = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
    held = {name: fields[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    after = os.getresuid(), os.getresgid(), sorted(os.getgroups())
    empty = all(int(held[name], 16) == 0 for name in held) and fields["NoNewPrivs"] == "1"
    return a + b if before == after and empty and 0 not in before[0] else f"open: {answers} {before} {after} {held}"
