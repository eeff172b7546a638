# hostile: E51 a signalling NaN, a Decimal with an exponent of 10**17, and a comparison that raises
# covers: E:decimal-traps
# shape: function
# task: equal_half
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# Comparing with a signalling NaN raises in the test, as it would anywhere: an error, no pass and no accident.
from decimal import Decimal


def half(x):
    return Decimal("sNaN")
