# hostile: P09 right in both ways of judging
# covers: twin
# shape: function
# task: sort_list
# ending: cancelled
# verdict: accepted
# reward: rlef 1, binary 1
# faithful: passed


def sort_list(numbers):
    return sorted(numbers)
