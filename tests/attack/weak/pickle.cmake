set(weakness "an object that says how it is pickled crosses pickled, and the judge unpickles it")
set(file runners/python/oyer_codec.py)
set(find_1 [[        if self.name_handle is None:
            return (..., "opaque", name)]])
set(put_1 [[        if "__reduce__" in vars(type(value)):
            return (..., "pickle", __import__("pickle").dumps(value))
        if self.name_handle is None:
            return (..., "opaque", name)]])
set(find_2 [[    "type": lambda d, name: _NAMED_TYPES[name],]])
set(put_2 [[    "type": lambda d, name: _NAMED_TYPES[name],
    "pickle": lambda d, data: __import__("pickle").loads(data),]])
