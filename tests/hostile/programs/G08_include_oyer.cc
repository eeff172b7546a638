// hostile: G08 reads what Oyer keeps in the jail
// covers: G:include-oyer
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: stray
// A library that anybody may read, and no source.
#include </oyer/liboyer_seal.so>
int main() {}
