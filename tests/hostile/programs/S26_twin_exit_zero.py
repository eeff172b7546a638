# hostile: S26 an honest program leaves by sys.exit, from within
# covers: twin
# shape: stdio
# task: even_number
# ending: exited 0
# verdict: accepted
# reward: rlef 1, binary 1
# sys.exit(0) after the answer is the end of many contest programs; a program checks this one.
import sys


def main():
    n = int(input())
    print(n + 2 - n % 2)
    sys.exit(0)


main()
