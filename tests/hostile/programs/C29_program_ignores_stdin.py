# hostile: C29 a program that never reads the megabytes on its stdin
# covers: C:unread-stdin
# shape: program
# stdin-bytes: 8000000
# options: --cpu 1s --wall 5s
# ending: exited 0
# out: done
# verdict: none
# reward: none
# Whoever writes all of stdin before he reads stdout hangs on it.
print("done")
