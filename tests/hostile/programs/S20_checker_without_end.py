# hostile: S20 gives the checker a number that it takes for ever to count to
# covers: S:checker-bait H27
# shape: stdio
# task: even_number
# ending: exited 0
# verdict: judge_exhausted
# reward: rlef -1, binary 0
# A checker that runs out of time over a candidate's output fails the candidate; it is no accident of ours.
print(10 ** 15)
