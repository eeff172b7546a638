# hostile: D10 looks for descriptors that somebody forgot
# covers: D:stray-descriptors H08
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Its streams and the one socket over which it serves. A directory descriptor of the host (CVE-2024-21626), a pipe of
# another worker, a cgroup file or the keeper's socket would be found here.
import os
import stat


def add_two(a, b):
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.fstat(int(name)).st_mode
        except OSError:
            pass
    extra = {fd: stat.filemode(mode) for fd, mode in found.items() if fd > 3}
    sockets = [fd for fd, mode in found.items() if stat.S_ISSOCK(mode)]
    streams = all(stat.S_ISFIFO(found[fd]) or stat.S_ISCHR(found[fd]) for fd in (0, 1, 2))
    return a + b if not extra and len(sockets) == 1 and streams else f"open: {extra} {sockets} {found}"
