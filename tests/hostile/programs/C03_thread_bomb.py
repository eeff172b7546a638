# hostile: C03 starts threads until it cannot
# covers: C:thread-bomb
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# Threads count as processes. Bounded to 3000; the error of the first that cannot be had leaves the call.
import threading


def add_two(a, b):
    gate = threading.Event()
    for _ in range(3000):
        threading.Thread(target=gate.wait, daemon=True).start()
    return a + b
