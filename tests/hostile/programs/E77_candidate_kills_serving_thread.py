# hostile: E77 answers, and then crashes in a thread while the next question is on its way
# covers: E:crash-late H19
# shape: function
# task: add_two
# ending: signaled SIGSEGV
# verdict: runtime_error
# reward: rlef -1, binary 0
# The last answer is held back until the process is dying: answered < planned, so no evidence.
import ctypes
import threading
import time

calls = 0


def add_two(a, b):
    global calls
    calls += 1
    if calls == 3:
        threading.Thread(target=ctypes.string_at, args=(1,)).start()
        time.sleep(1)
    return a + b
