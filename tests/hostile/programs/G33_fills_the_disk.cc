// hostile: G33 writes a gibibyte to /tmp in files of four mebibytes
// covers: G:disk
// shape: source
// options: --memory 1GiB
// ending: scratch_exceeded
// verdict: none
// reward: none
#include <cstdio>
#include <string>
#include <vector>
int main() {
  const std::vector<char> block(4 << 20, 'x');
  for (int i = 0; i < 256; ++i) {
    std::FILE* file = std::fopen(("/tmp/" + std::to_string(i)).c_str(), "w");
    if (file == nullptr || std::fwrite(block.data(), 1, block.size(), file) != block.size()) return 1;
    if (std::fclose(file) != 0) return 1;
  }
}
