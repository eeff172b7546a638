from typing import List


def has_close_elements(numbers: List[float], threshold: float) -> bool:
    """Whether any two of the numbers are closer to each other than the threshold."""
    ordered = sorted(numbers)
    return any(b - a < threshold for a, b in zip(ordered, ordered[1:]))


def running_maximum(numbers: List[int]) -> List[int]:
    found, most = [], None
    for number in numbers:
        most = number if most is None else max(most, number)
        found.append(most)
    return found


def count_words(text: str) -> dict:
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


assert has_close_elements([1.0, 2.0, 3.9, 4.0, 5.0, 2.2], 0.3)
assert not has_close_elements([1.0, 2.0, 5.9, 4.0, 5.0], 0.05)
assert running_maximum([1, 2, 3, 2, 3, 4, 2]) == [1, 2, 3, 3, 3, 4, 4]
assert count_words("the cat and the dog") == {"the": 2, "cat": 1, "and": 1, "dog": 1}
