# hostile: S09 keeps a count in System V memory, queues and keys
# covers: S:leftover-ipc
# shape: stdio
# task: nth_run
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Each run has an IPC namespace of its own.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
runs = 1
number = libc.shmget(0x0C0DE, 4096, 0o1666)
if number >= 0:
    place = libc.shmat(number, None, 0)
    if place not in (None, ctypes.c_void_p(-1).value):
        count = ctypes.cast(place, ctypes.POINTER(ctypes.c_int))
        count[0] += 1
        runs = max(runs, count[0])
queue = libc.msgget(0x0C0DE, 0o1666)
if queue >= 0:
    libc.msgsnd(queue, b"\1" + b"\0" * 7 + b"x", 1, 0o4000)
semaphore = libc.semget(0x0C0DE, 1, 0o1666)
if semaphore >= 0:
    runs = max(runs, libc.semctl(semaphore, 0, 12) + 1)
    libc.semctl(semaphore, 0, 16, runs)
print(runs)
