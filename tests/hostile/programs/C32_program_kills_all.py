# hostile: C32 a program that sends SIGKILL to everything it can reach, its init included
# covers: D:kill-all
# shape: program
# ending: exited 0
# out: alone
# verdict: none
# reward: none
# kill(-1) reaches the PID namespace and spares the caller; init ignores what comes from inside.
import os
import signal

for target in (-1, 1, os.getppid()):
    if target != 0:
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            pass
print("alone")
