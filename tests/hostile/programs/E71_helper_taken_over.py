# hostile: E71 redefines a helper that the tests use
# covers: E:helper-takeover H10
# shape: function
# task: fenced
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Names are resolved in the task first: the helper is the prompt's, whatever the candidate calls by that name.


def fence(text):
    return text


def fenced(text):
    return text
