# hostile: C28 a program that ends at once and leaves a grandchild with its stdout
# covers: C:output-after-exit
# shape: program
# options: --cpu 1s --wall 5s
# ending: exited 0
# out: parent
# verdict: none
# reward: none
# The run is over when its main process is; what the grandchild would write later belongs to nobody, and nobody waits
# for it.
import os
import sys
import time

print("parent", flush=True)
if os.fork() == 0:
    os.setsid()
    time.sleep(3)
    print("child")
    sys.stdout.flush()
    time.sleep(60)
