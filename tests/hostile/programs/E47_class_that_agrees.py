# hostile: E47 a class whose methods answer with objects that agree, and that is itself equal, true and any length
# covers: E:handle-dunders
# shape: function
# task: counter_class
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Tests that construct a class hold handles. __eq__, __bool__, __len__, __contains__, ordering, __hash__, isinstance
# and repr are never asked of the candidate.


class Agrees(int):
    def __eq__(self, other):
        return True

    __ne__ = __bool__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = int.__hash__


class Tally:
    def __init__(self, start=0):
        pass

    def add(self, n):
        return Agrees(-1)

    def total(self):
        return Agrees(-1)

    def __eq__(self, other):
        return True

    def __len__(self):
        return 1

    __hash__ = None
