# hostile: E39 subclasses of str, int, float, list and dict whose methods lie
# covers: E:lying-subclass H03
# shape: function
# task: greet
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# An instance of a subclass crosses as the plain value of its base, read with the base's own methods. Here that value
# is the empty string.


class Text(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __str__(self):
        return "Hello, Ada!"

    __repr__ = encode = __format__ = __add__ = __getitem__ = lower = __str__


def greet(name):
    return Text("")
