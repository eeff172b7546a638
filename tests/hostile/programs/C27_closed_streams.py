# hostile: C27 closes its standard streams and lives on
# covers: C:closed-stdout
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# End of file on stdout is not the end of a run; whoever takes it for that judges too early or waits for ever.
import os


def add_two(a, b):
    for fd in (0, 1, 2):
        try:
            os.close(fd)
        except OSError:
            pass
    return a + b
