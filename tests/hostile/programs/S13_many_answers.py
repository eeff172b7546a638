# hostile: S13 prints every number there is
# covers: S:many-answers H13
# shape: stdio
# task: sum_lines
# ending: exited 0
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Output behind the expected end is output, too.
print(*range(-2, 101))
