set(weakness "a candidate's StopIteration is raised in the judge as such")
set(file runners/python/oyer_link.py)
set(find_1 [[CROSSING["StopIteration"] = CROSSING["StopAsyncIteration"] = CandidateError]])
set(put_1 "")
