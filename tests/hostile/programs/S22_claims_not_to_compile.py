# hostile: S22 writes to every descriptor to be taken for a harness error
# covers: S:foreign-descriptors E:descriptors H12 H27
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# The descriptor on which the interpreter tells of a source that does not compile is closed before any of it runs.
import os

for number in range(3, 256):
    try:
        os.write(number, b"S")
    except OSError:
        pass
print("accepted")
