# hostile: E72 the entry point is not a function but an object with a __call__ that agrees
# covers: E:callable-object
# shape: function
# task: add_two
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Calling it is all a test may do with it.


class Function:
    def __call__(self, *arguments):
        return self

    def __eq__(self, other):
        return True

    def __radd__(self, other):
        return self

    __hash__ = None


add_two = Function()
