# hostile: E60 a function without a body worth the name
# covers: H29
# shape: function
# task: add_two
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# all([]) is true, and a patch that changes nothing equals one that changes nothing; None is not 3.


def add_two(a, b):
    ...
