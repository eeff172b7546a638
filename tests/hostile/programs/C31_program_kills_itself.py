# hostile: C31 a program that kills itself with SIGKILL, as a memory killer would
# covers: C:self-kill
# shape: program
# ending: signaled SIGKILL
# verdict: none
# reward: none
# It is its own doing and no limit was reached, and the ending says so.
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
