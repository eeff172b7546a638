# hostile: E74 claims in every answer that it took no time, and in every clock
# covers: E:claimed-time H18
# shape: function
# task: add_two
# ending: timed_out cpu
# verdict: time_limit
# reward: rlef -1, binary 0
# The microseconds in a frame are the candidate's word. Each call is short; the sum over the calls is over the limit.
import os
import sys

codec = sys.modules["oyer_codec"]
pack = codec.HEADER


class Header:
    size = pack.size
    unpack_from = pack.unpack_from

    @staticmethod
    def pack(length, kind, flags, micros, token):
        return pack.pack(length, kind, flags, 0, token)


for module in list(sys.modules.values()):
    if getattr(module, "HEADER", None) is pack:
        module.HEADER = Header


def add_two(a, b):
    before = os.times()
    while os.times().user + os.times().system - before.user - before.system < 0.6:
        pass
    return a + b
