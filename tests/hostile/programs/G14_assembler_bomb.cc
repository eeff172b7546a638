// hostile: G14 ten thousand million words by a directive
// covers: G:asm-rept
// shape: source
// build: --cpu 20s --memory 256MiB
// ending: build memory_exceeded
// reduced: ending build exited 1
// verdict: none
// reward: none
__asm__(".data\n.rept 100000\n.rept 100000\n.quad 7\n.endr\n.endr\n");
int main() {}
