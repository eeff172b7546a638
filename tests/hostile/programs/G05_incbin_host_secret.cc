// hostile: G05 puts a file of the host into the program
// covers: G:incbin
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: shadow
__asm__(".data\nsecret: .incbin \"/etc/shadow\"\nend_of_secret: .byte 0\n");
int main() {}
