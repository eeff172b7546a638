# hostile: E09 raises KeyboardInterrupt, so that the harness believes its user wants to stop
# covers: E:interrupt
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# A harness that stops half way without a verdict retries the sample or masks it: both are better than a loss.


def add_two(a, b):
    raise KeyboardInterrupt
