# hostile: E35 a generator that never ends
# covers: E:endless-generator
# shape: function
# task: first_primes
# ending: timed_out cpu
# verdict: time_limit
# reward: rlef -1, binary 0
# The test asks for it whole. Items cross in portions, on request, and the candidate's clock runs while it makes them.


def first_primes(n):
    while True:
        yield 2
