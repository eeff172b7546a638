# hostile: E26 answers every question twice, the second time as it likes
# covers: E:forged-twice
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# The spare answer would be taken for that of the next question if answers were taken in order of arrival.
import os

write = os.write


def twice(fd, data):
    sent = write(fd, data)
    if fd == 3:
        write(fd, data)
    return sent


os.write = twice


def add_two(a, b):
    return a + b
