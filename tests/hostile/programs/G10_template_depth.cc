// hostile: G10 an instantiation that needs the next for ever
// covers: G:template-depth
// shape: source
// ending: build exited 1
// verdict: none
// reward: none
// says: template instantiation depth exceeds maximum
template <int N>
struct Next {
  static constexpr int value = Next<N + 1>::value;
};
int main() { return Next<0>::value; }
