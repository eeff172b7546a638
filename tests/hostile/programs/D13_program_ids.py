# hostile: D13 none: a program that says who and where it is
# covers: twin D:identity
# shape: program
# ending: exited 0
# out: cwd=/tmp umask=022 mask=[] argc=1
# out: env=['HOME', 'LANG', 'PATH', 'PYTHONHASHSEED'] fds=[0, 1, 2] root=False
# verdict: none
# reward: none
# Honest twin: the world a program finds is the one that is documented, and nothing of the host's environment.
import os
import signal
import sys

mask = os.umask(0)
os.umask(mask)
fds = []
for fd in range(256):
    try:
        os.fstat(fd)
        fds.append(fd)
    except OSError:
        pass
names = sorted(name for name in os.environ if name not in ("LC_CTYPE", "PWD"))
blocked = sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(f"cwd={os.getcwd()} umask={mask:03o} mask={blocked} argc={len(sys.argv)}")
print(f"env={names} fds={fds} root={os.getuid() == 0}")
