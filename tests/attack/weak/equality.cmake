set(weakness "a Handle asks the candidate's object whether it is equal")
set(file runners/python/oyer_link.py)
set(find_1 [[    def __repr__(self):
        return "<%s of the candidate>"]])
set(put_1 [[    def __eq__(self, other):
        return self._oyer_link.ask(METHOD, (self._oyer_number, "__eq__", (other,), {}))

    __hash__ = object.__hash__

    def __repr__(self):
        return "<%s of the candidate>"]])
