# hostile: E35 a generator that never ends
# covers: E:endless-generator
# shape: function
# task: first_primes
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Iterators are drained with a cap.


def first_primes(n):
    while True:
        yield 2
