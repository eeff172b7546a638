# hostile: E11 raises AssertionError, for tests that expect one of themselves
# covers: E:assertion
# shape: function
# task: safe_div
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# A test that says "try: f(); raise AssertionError; except AssertionError" would be satisfied by the candidate's own.
# AssertionError is the tests' word; from a candidate it ends the run.


def safe_div(a, b):
    raise AssertionError("expected")
