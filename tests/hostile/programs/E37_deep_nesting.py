# hostile: E37 a list nested a hundred thousand deep
# covers: E:deep-nesting
# shape: function
# task: sort_list
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Deeper than any stack: refused on the candidate's side, and by the scanner if that side lies.


def sort_list(numbers):
    nest = []
    for _ in range(100_000):
        nest = [nest]
    return nest
