# hostile: E51 a signalling NaN, a Decimal with an exponent of 10**17, and a comparison that raises
# covers: E:decimal-traps
# shape: function
# task: equal_half
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Comparing with a signalling NaN raises in the judge. It is the candidate's value that did it: no pass, no accident.
from decimal import Decimal


def half(x):
    return Decimal("sNaN")
