// hostile: G11 a constant that takes for ever to compute
// covers: G:constexpr
// shape: source
// build: --cpu 2s --memory 2GiB
// ending: build timed_out cpu
// verdict: none
// reward: none
// Each loop stays below the compiler's own bound.
constexpr unsigned long spin(unsigned long n) { return n == 0 ? 1 : spin(n - 1) * 3 + spin(n - 1); }
template <unsigned long N>
struct Constant {};
#define ONE Constant<spin(20)> CAT(a, __COUNTER__);
#define CAT(x, y) CAT2(x, y)
#define CAT2(x, y) x##y
#define TEN(x) x x x x x x x x x x
constexpr unsigned long burn(unsigned long n) {
  unsigned long sum = 0;
  for (unsigned long i = 0; i < 200000; ++i) sum += i * n;
  return sum;
}
template <unsigned long N>
constexpr unsigned long all() {
  if constexpr (N == 0) return 0;
  else return burn(N) + all<N - 1>();
}
constexpr unsigned long result = all<800>();
int main() { return result & 1; }
