set(weakness "every list, dict and set that a test passes is written back")
set(file runners/python/oyer_link.py)
set(find_1 [[        wanted = self.mutates.get(name)
]])
set(put_1 [[        wanted = [at for at, one in enumerate(args) if type(one) in (list, dict, set)]
]])
