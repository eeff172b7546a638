# hostile: E61 a comment and nothing else
# covers: H29
# shape: function
# form: completion
# task: add_two
# ending: none
# verdict: no_code
# reward: rlef -1, binary 0
# Without code nothing is run, and the rule for an answer without code applies.
