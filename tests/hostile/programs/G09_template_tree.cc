// hostile: G09 two instantiations for each one, twenty-eight deep
// covers: G:templates
// shape: source
// build: --cpu 2s --memory 2GiB
// ending: build timed_out cpu
// verdict: none
// reward: none
template <int Depth, long Branch>
struct Tree {
  static constexpr long value = Tree<Depth - 1, 2 * Branch>::value + Tree<Depth - 1, 2 * Branch + 1>::value;
};
template <long Branch>
struct Tree<0, Branch> {
  static constexpr long value = 1;
};
int main() { return Tree<28, 1>::value & 1; }
