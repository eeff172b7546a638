# hostile: S25 an honest program works with a child process and a file
# covers: twin
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: accepted
# reward: rlef 1, binary 1
# What a child writes while its parent lives is the program's output.
import os
import subprocess
import sys

with open("numbers", "w") as file:
    file.write(sys.stdin.read())
subprocess.run([sys.executable, "-c", "print(sum(map(int, open('numbers'))))"], check=True)
