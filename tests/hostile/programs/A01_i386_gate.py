# hostile: A01 calls the kernel through the i386 gate (int 0x80)
# covers: A:i386
# shape: function
# task: add_two
# ending: syscall_denied unknown
# verdict: denied
# reward: rlef -1, binary 0
# Numbers mean other calls there (20 is getpid on i386, writev on x86-64), so a filter that does not look at the
# architecture lets anything through. Every foreign architecture is killed by the kernel itself, without a name.
import ctypes
import mmap


def add_two(a, b):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov $20, %eax; int $0x80; ret
    gate = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    gate()
    return a + b
