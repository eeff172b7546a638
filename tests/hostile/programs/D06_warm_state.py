# hostile: D06 spoils everything an interpreter keeps, for whoever is forked next
# covers: D:warm-state D:env D:argv D:cwd D:umask D:signal-mask D:random-seed H05
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Modules, built-ins, hooks, environment, argv, cwd, umask, signal mask and handlers, random state, contexts,
# descriptors. All of it is the state of a forked child; the zygote is another process and never ran this.
import atexit
import builtins
import codecs
import decimal
import gc
import locale
import os
import random
import signal
import sys
import time
import warnings


done = False


def add_two(a, b):
    global done
    if done:
        return a + b
    done = True
    total = a + b
    os.environ["ORACLE"] = "0"
    os.putenv("PYTHONSTARTUP", "/tmp/start.py")
    os.chdir("/")
    os.umask(0o777)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    signal.signal(signal.SIGUSR1, lambda *_: None)
    random.seed(1234)
    decimal.getcontext().prec = 1
    sys.argv[:] = ["owned"]
    sys.path.insert(0, "/tmp")
    sys.setrecursionlimit(9999)
    sys.setswitchinterval(10)
    sys.modules["math"] = sys.modules["owned"] = sys
    sys.meta_path.clear()
    sys.displayhook = sys.excepthook = print
    codecs.register(lambda name: None)
    gc.disable()
    warnings.simplefilter("error")
    time.time = lambda: 0.0
    for fd in range(20):
        try:
            os.dup2(0, 40 + fd, inheritable=True)
        except OSError:
            pass
    atexit.register(print, "owned")
    builtins.sum = builtins.abs = lambda _: 0
    builtins.print = None
    return total
