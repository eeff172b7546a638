# hostile: A38 makes the forbidden call on a thread while the main thread answers
# covers: A:bpf-thread
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied bpf
# verdict: denied
# reward: rlef -1, binary 0
# The call is made before the answer, so that the order is certain.
import threading


def add_two(a, b):
    thread = threading.Thread(target=call, args=(321, 0, 0, 0))
    thread.start()
    thread.join()
    return a + b
