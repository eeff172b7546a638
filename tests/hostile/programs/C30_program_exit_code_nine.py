# hostile: C30 a program that exits with 9, one that is killed by signal 9, and a shell's 137 are three things
# covers: C:exit-codes H01
# shape: program
# ending: exited 137
# verdict: none
# reward: none
# An ending is a sum type: 137 is an exit code here, not a signal and not a memory limit.
import sys

sys.exit(137)
