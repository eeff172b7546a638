# hostile: E34 answers with a range of 10**15 numbers, which the test turns into a list
# covers: E:judge-memory
# shape: function
# task: first_primes
# ending: cancelled
# verdict: judge_exhausted
# reward: rlef -1, binary 0
# A small value that is large where it is used. The judge dies of it, holding this candidate's values.


def first_primes(n):
    return range(10**15)
