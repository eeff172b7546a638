# hostile: B02 plants links, pipes and sockets under every name a grader might read, write or remove
# covers: B:planted-output-paths
# with: syscalls
# shape: function
# task: add_two
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# The class of the worst holes in the peers (Judge0, go-judge): a host that follows them reads or writes its own files.
# Here the host resolves no name in any place a candidate can write, so they are just leaves in a tmpfs that goes.


done = False


def add_two(a, b):
    global done
    if done:
        return a + b
    done = True
    names = ("out", "output", "stdout", "stderr", "result", "result.json", "results.jsonl", "report.xml", "main.py",
             "solution.py", "tests.py", "core", "meta", "run_script", "compile", "box", "payload", "verdict",
             "reward.txt")
    targets = ("/etc/passwd", "/proc/self/mem", "/proc/1/root/etc/shadow", "/dev/null", "../../../../etc/hostname",
               "/")
    for i, name in enumerate(names):
        os.symlink(targets[i % len(targets)], f"/tmp/{name}")
    os.mkfifo("/tmp/fifo")
    call(133, b"/tmp/socket", 0o140666, 0)
    os.mkdir("/tmp/links")
    for i in range(40):
        os.symlink(f"/tmp/links/{i + 1}", f"/tmp/links/{i}")
    return a + b
