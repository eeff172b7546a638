# hostile: E27 leaves a raw fork behind to answer in its place, and ends
# covers: E:grandchild-answers H16
# with: syscalls
# shape: function
# task: add_two
# ending: exited 0
# verdict: runtime_error
# reward: rlef -1, binary 0
# The fork goes past the interpreter's hooks, so that the grandchild keeps the socket and knows how to serve. When the
# main process has ended the run is over, and its namespace with it.
first = True


def add_two(a, b):
    global first
    if first:
        first = False
        if call(57) != 0:
            os._exit(0)
    return a + b
