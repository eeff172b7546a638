// Runs a fuzz target over the files of a corpus folder, without a fuzzer.
//
// Each file is run whole, then cut short at up to 64 places, then with one byte changed at up to 256 places. The
// changes are a function of the file alone, so that a failure here is a failure everywhere. The name of the input is
// printed before a crash can happen only when OYER_REPLAY_VERBOSE is set; the last line tells how much was run.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t cuts = 64;
constexpr std::size_t changes = 256;

// Runs on a heap block of exactly the size of the input, so that AddressSanitizer sees a read one byte too far.
void run(const std::string& bytes) {
  const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

std::size_t replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    std::exit(2);
  }
  if (std::getenv("OYER_REPLAY_VERBOSE") != nullptr) std::fprintf(stderr, "%s\n", path.c_str());
  run(bytes);
  std::size_t runs = 1;
  const std::size_t step = std::max<std::size_t>(1, bytes.size() / cuts);
  for (std::size_t size = 0; size < bytes.size(); size += step, ++runs) run(bytes.substr(0, size));
  if (bytes.empty()) return runs;
  std::mt19937_64 random(bytes.size());  // its sequence is fixed by the standard
  for (std::size_t i = 0; i < std::min(changes, 4 * bytes.size()); ++i, ++runs) {
    std::string changed = bytes;
    changed[random() % bytes.size()] = static_cast<char>(random());
    run(changed);
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (error || files.empty()) {
    std::fprintf(stderr, "%s: no corpus file; put small inputs there\n", argv[1]);
    return 2;
  }
  std::sort(files.begin(), files.end());
  std::size_t runs = 0;
  for (const auto& file : files) runs += replay(file);
  std::printf("%zu files, %zu inputs\n", files.size(), runs);
}
