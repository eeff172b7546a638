// hostile: G13 a program of a tebibyte
// covers: G:giant-array
// shape: source
// build: --cpu 5s --memory 512MiB
// ending: any
// verdict: none
// reward: none
// Assembler, linker or limit: one of them refuses it, each in its own words.
char giant[1UL << 40] = {1};
int main() { return giant[1]; }
