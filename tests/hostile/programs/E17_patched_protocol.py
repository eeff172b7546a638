# hostile: E17 takes over its own side of the protocol and answers in its own way
# covers: E:protocol-takeover
# shape: function
# task: add_two
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# The code that encodes answers is in the candidate's process and may be changed at will. All it can say is a value;
# a value is compared elsewhere, and "passed" is not one of the judge's words.
import sys


def add_two(a, b):
    for module in list(sys.modules.values()):
        if hasattr(module, "answer_of") and hasattr(module, "dumps"):
            forged = (module.VALUE, 0, module.dumps("passed", 4))
            module.answer_of = lambda *_, forged=forged: forged
    return 0
