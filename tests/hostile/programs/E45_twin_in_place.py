# hostile: E45 none: turns a list round in place, as it is asked to
# covers: twin
# shape: function
# task: reverse_in_place
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# Honest twin of E44: where the reference changes its argument, so may the candidate.


def reverse_in_place(items):
    for i in range(len(items) // 2):
        items[i], items[-1 - i] = items[-1 - i], items[i]
