// hostile: G12 includes itself twice, a warning each time
// covers: G:diagnostics
// shape: source
// build: --cpu 40s --wall 120s
// ending: build output_exceeded stderr
// verdict: none
// reward: none
#warning "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
#if __INCLUDE_LEVEL__ < 150
#include __FILE__
#include __FILE__
#endif
int main() {}
