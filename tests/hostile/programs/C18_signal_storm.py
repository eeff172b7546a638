# hostile: C18 a storm of timers and queued signals
# covers: C:signal-storm
# with: syscalls
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Queued signals and POSIX timers are counted for the uid (RLIMIT_SIGPENDING), so a storm can starve others of the
# same uid if the limit is the host's. The candidate asks for 20000 of each, is refused most, and answers.
import signal


def add_two(a, b):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
    information = ctypes.create_string_buffer(b"\0" * 8 + b"\xff\xff\xff\xff", 128)
    queued = sum(call(129, os.getpid(), signal.SIGRTMIN, information) == 0 for _ in range(20000))
    identity = ctypes.c_int()
    timers = sum(call(222, 1, 0, ctypes.byref(identity)) == 0 for _ in range(20000))
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
    return a + b if queued <= 1024 and timers <= 1024 else f"open: {queued} signals, {timers} timers"
