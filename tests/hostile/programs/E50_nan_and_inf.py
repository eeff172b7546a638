# hostile: E50 answers with nan and infinities, which compare in unusual ways
# covers: E:nan-inf
# shape: function
# task: safe_div
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# abs(x - y) < eps is false for nan, not (abs(x - y) >= eps) is true: the task's test is written the second way on
# purpose and then asks for equality, so the answer must be right.


def safe_div(a, b):
    if b == 0:
        raise ZeroDivisionError
    return float("nan")
