# Put before a hostile program that says "with: syscalls". Numbers in the programs are those of x86-64.
import ctypes
import errno
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    """One raw system call: what it returns, or minus errno."""
    wide = [ctypes.c_long(x) if isinstance(x, int) else x for x in arguments]
    result = _libc.syscall(ctypes.c_long(number), *wide)
    return -ctypes.get_errno() if result == -1 else result
