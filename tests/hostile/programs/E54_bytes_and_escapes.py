# hostile: E54 a string of NUL bytes, lone surrogates, escape sequences and ten kinds of line end
# covers: H26 E:strange-text
# shape: function
# task: greet
# ending: cancelled
# verdict: wrong_answer
# reward: rlef -1, binary 0
# It has a frame (Python's strings may hold all of it), it is not the answer, and whoever prints the reason prints no
# control sequence.


def greet(name):
    return "\x00\x1b[2J\x1b]0;owned\x07\ud800\udfff\u2028\u2029\x85\x0b\x0c\r\n\ufeff" + "\u202e" * 100 + name
