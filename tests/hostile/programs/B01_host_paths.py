# hostile: B01 looks for the host's files
# covers: B:host-paths H09
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# The root is built of what an interpreter needs; nothing of the host's own is bound. Anything found is reported in
# the answer, which is then wrong.
import os


def add_two(a, b):
    places = ("/etc/shadow", "/root/.ssh", "/root/.bash_history", "/home", "/work", "/var/run/docker.sock",
              "/run/systemd", "/var/log", "/var/lib", "/boot", "/sys/fs/cgroup", "/sys/kernel", "/sys/class", "/mnt",
              "/media", "/srv", "/var/spool", "/.dockerenv", "/lost+found", "/proc/kcore", "/proc/kallsyms",
              "/etc/passwd-", "/etc/sudoers")
    found = []
    for place in places:
        try:
            os.stat(place)
        except OSError:
            continue
        try:
            readable = os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(1)
        except OSError:
            readable = None
        if readable and place != "/home":
            found.append(place)
        if place == "/home" and readable:
            found += [f"/home/{name}" for name in readable]
    return f"open: {found}" if found else a + b
