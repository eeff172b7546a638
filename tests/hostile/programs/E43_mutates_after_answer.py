# hostile: E43 goes on sorting in a thread after it has answered with the list
# covers: H20 E:late-mutation
# shape: function
# task: sort_list
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# A lazy or asynchronous result that is filled in when the timer has stopped. What crossed is what was there.
import threading
import time


def sort_list(numbers):
    answer = list(numbers)

    def later():
        time.sleep(0.02)
        answer.sort()

    threading.Thread(target=later, daemon=True).start()
    return answer
