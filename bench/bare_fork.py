"""The peer of candidate_bench: a warm interpreter that forks itself for each program, with nothing around it.

    python3 bare_fork.py RUNNERS PROGRAM

RUNNERS is the folder of oyer_zygote.py, whose imports are made here too, so that both sides are equally warm. For each
line on stdin, a count, forks that often, one after another, executes PROGRAM in the child and waits for it; then prints
the nanoseconds that took. What CPU it used is read from its cgroup by the bench.
"""

import gc
import os
import sys
import time


def main():
    runners, program = sys.argv[1:]
    sys.path.insert(0, runners)
    import oyer_candidate  # noqa: F401
    import oyer_judge  # noqa: F401
    import oyer_zygote

    oyer_zygote.preload("")
    with open(program) as file:
        source = file.read()
    for _ in range(3):
        exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
    gc.collect()
    gc.freeze()
    gc.disable()
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.monotonic_ns()
        for _ in range(int(line)):
            pid = os.fork()
            if pid == 0:
                exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
                os._exit(0)
            if os.waitpid(pid, 0)[1] != 0:
                sys.exit("a child failed")
        print(time.monotonic_ns() - start, flush=True)


if __name__ == "__main__":
    main()
