# hostile: E66 sets LD_PRELOAD, PYTHONPATH and a start-up file for every program that is started after it
# covers: H25 E:preload
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# It reaches its own children only. The probe that follows and the judge start from the zygote, whose environment was
# made before any candidate.
import os
import subprocess
import sys


def add_two(a, b):
    os.environ.update(LD_PRELOAD="/tmp/evil.so", LD_LIBRARY_PATH="/tmp", PYTHONPATH="/tmp", BASH_ENV="/tmp/x")
    with open("/tmp/sitecustomize.py", "w") as file:
        file.write("import os; os.write(1, b'mine ')\n")
    with open("/tmp/evil.so", "w") as file:
        file.write("not an object")
    subprocess.run([sys.executable, "-c", "pass"], capture_output=True)
    return a + b
