// hostile: G31 a loop without end
// covers: G:endless
// shape: source
// options: --cpu 500ms --wall 30s
// ending: timed_out cpu
// verdict: none
// reward: none
int main() {
  for (volatile unsigned long i = 0;; i = i + 1) {
  }
}
