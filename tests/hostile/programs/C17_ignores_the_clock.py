# hostile: C17 ignores SIGXCPU, SIGALRM, SIGTERM and SIGVTALRM and swallows every exception while it spins
# covers: C:signals-ignored H17
# shape: function
# task: add_two
# ending: timed_out cpu
# verdict: time_limit
# reward: rlef -1, binary 0
# Against watchers that live in the same process (signal.alarm and an exception). Here the clock and SIGKILL come from
# outside.
import signal


def add_two(a, b):
    for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM, signal.SIGVTALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
