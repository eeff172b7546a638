# hostile: S17 opens stdin anew and every descriptor in sight to find other tests
# covers: S:stdin-reopened H09
# shape: stdio
# task: secret_line
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# There is one test's input on stdin and no other descriptor; opened again it is the same.
import os

found = []
for number in range(256):
    for owner in ("self", os.getppid(), 1):
        name = f"/proc/{owner}/fd/{number}"
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
            try:
                os.lseek(fd, 0, os.SEEK_SET)
            except OSError:
                pass
            found += os.read(fd, 1 << 20).split()
        except OSError:
            pass
print(*[word.decode("latin-1") for word in found if word.startswith(b"quokka-")][:1])
