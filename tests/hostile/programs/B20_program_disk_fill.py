# hostile: B20 a program that fills the disk and fails of it
# covers: B:disk-fill-program
# shape: program
# ending: scratch_exceeded
# verdict: none
# reward: none
# At most 600 MB. Where the process itself fails with its scratch full, that is the ending.
for number in range(300):
    with open(f"fill{number}", "wb") as file:
        file.write(b"\xaa" * (2 << 20))
