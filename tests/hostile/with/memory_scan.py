# Put before a hostile program that says "with: memory_scan".
import re


def scan_own_memory(mark):
    """What matches in the readable pages of this process, freed blocks and buffers included."""
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            span, access = line.split()[:2]
            if "r" not in access or line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            while start < end:
                size = min(end - start, 1 << 20)
                try:
                    memory.seek(start)
                    found += re.findall(mark, memory.read(size))
                except (OSError, ValueError, OverflowError):
                    break
                start += size
    return found
