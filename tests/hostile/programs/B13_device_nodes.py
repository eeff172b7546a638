# hostile: B13 makes device nodes and set-uid files
# covers: B:device-nodes B:setuid-files
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Nodes are refused; a set-uid bit may be set on one's own file and means nothing on a nosuid mount under
# no-new-privileges. Set-uid programs of the toolchain's mounts gain nothing either.
import os
import shutil
import stat
import subprocess


def add_two(a, b):
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        for device in (os.makedev(8, 0), os.makedev(1, 1), os.makedev(10, 200)):
            try:
                os.mknod("/tmp/node", kind | 0o666, device)
                return f"open: node {device}"
            except OSError:
                pass
    shutil.copy("/usr/bin/id", "/tmp/id")
    os.chmod("/tmp/id", 0o6755)
    said = subprocess.run(["/tmp/id", "-u"], capture_output=True, text=True).stdout.strip()
    for place in ("/", "/usr", "/usr/bin", "/tmp", "/dev", "/dev/shm", "/proc"):
        if not os.statvfs(place).f_flag & os.ST_NOSUID:
            return f"open: set-uid bits count in {place}"
    return a + b if said == str(os.getuid()) else f"open: set-uid ran as {said!r}"
