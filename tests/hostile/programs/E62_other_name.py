# hostile: E62 defines everything but the function that is asked for
# covers: H29 E:missing-name
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# The name is not there when the tests ask for it.


def add_too(a, b):
    return a + b
