# hostile: E36 an integer of ten million digits
# covers: E:wide-integer
# shape: function
# task: add_two
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Bounded in bits (binary, not decimal digits, whose conversion takes the square of the length) before it is decoded.


def add_two(a, b):
    return 1 << 33_000_000
