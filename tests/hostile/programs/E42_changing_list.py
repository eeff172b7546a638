# hostile: E42 a list subclass that is another list each time it is looked at
# covers: E:changing-value H20
# shape: function
# task: sort_list
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# Checked once and used once later: with a value that crosses as bytes there is no later.


class Changing(list):
    looks = 0

    def __iter__(self):
        Changing.looks += 1
        return iter([[1, 2, 3], [], [-1, 5]][Changing.looks % 3])

    def __len__(self):
        return Changing.looks

    def __getitem__(self, index):
        return index

    def __eq__(self, other):
        return True


def sort_list(numbers):
    return Changing(numbers)
