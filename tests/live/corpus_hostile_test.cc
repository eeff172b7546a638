// Hostile repositories by the program as its users start it: it ends well, and writes nothing but the corpus.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>

#include "base/json.h"
#include "tests/cli/program.h"
#include "tests/datasets/hostile_place.h"

namespace oyer {
namespace {

using cli::testing::Ended;
using datasets::testing::state_of;

TEST(HostileCorpus, the_program_ends_well_and_writes_only_below_out) {
  const datasets::testing::HostilePlaces places;
  const cli::testing::Place place;
  const auto repositories = [&] {
    return std::array{state_of(places.loose.path(), ""), state_of(places.packed.path(), ""),
                      state_of(places.endless.path(), "")};
  };
  const auto before = repositories();
  const std::string list = place.write("list", "loose=" + places.loose.path().string() + "@" + places.loose_commit +
                                                   "\npacked=" + places.packed.path().string() + "\nendless=" +
                                                   places.endless.path().string() + "@" + places.endless_commit + "\n");
  const auto home = state_of(place.path(""), "out");
  const Ended built =
      place.oyer({"corpus", "build", "--list", list, "-o", place.path("out"), "--preset", "none", "--keep-vendored",
                  "--keep-generated", "--keep-non-permissive", "--dedup", "none", "--json"});
  ASSERT_EQ(built.code, 0) << built.err;
  const json::value totals = json::parse(built.out).value();
  EXPECT_EQ(totals.at("files").to_number<std::size_t>(), places.loose_fates.size() + places.packed_fates.size() + 1);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"corpus", "why", place.path("out"), "sub/bomb/liar.py"},
        {"corpus", "why", place.path("out"), ".."},
        {"corpus", "stats", place.path("out")},
        {"corpus", "sync", place.path("out")}}) {
    const Ended ended = place.oyer(words);
    EXPECT_EQ(ended.code, 0) << words[1] << ended.err;
  }
  EXPECT_EQ(repositories(), before);
  EXPECT_EQ(state_of(place.path(""), "out"), home);
}

// A stream for git fast-import: modules of about 1.5 kB that repeat nothing of each other, each importing another.
std::string many_files(int count) {
  std::string stream = "commit refs/heads/main\ncommitter C <c@example.org> 1700000000 +0000\ndata 1\nm\n";
  std::uint64_t state = 88172645463325252U;
  for (int n = 0; n < count; ++n) {
    const std::string uses = std::to_string(n / 2), name = std::to_string(n);
    std::string text =
        "from p" + std::to_string(n / 80) + ".f" + uses + " import f" + uses + "\n\n\ndef f" + name + "(x):\n";
    for (int line = 0; line < 30; ++line) {
      state ^= state << 13U;
      state ^= state >> 7U;
      state ^= state << 17U;
      text += "    w" + std::to_string(state) + " = f" + uses + "(x) + " + std::to_string(state >> 40U) + "\n";
    }
    stream += "M 100644 inline p" + std::to_string(n / 40) + "/f" + name + ".py\ndata " + std::to_string(text.size()) +
              "\n" + text + "\n";
  }
  return stream;
}

// bench/corpus_bench.py --many measures larger ones.
TEST(CorpusMemory, stays_a_small_multiple_of_a_project_of_many_files) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's own memory is several times the program's";
#endif
  const datasets::testing::GitPlace repository;
  const std::string stream = many_files(6000);
  repository.git({"fast-import", "--quiet"}, stream);
  const cli::testing::Place place;
  const Ended built =
      place.oyer({"corpus", "build", "many=" + repository.path().string() + "@main", "-o", place.path("out"),
                  "--preset", "none", "--keep-non-permissive", "--dedup", "exact,normalised,near"});
  ASSERT_EQ(built.code, 0) << built.err;
  struct rusage usage {};
  ASSERT_EQ(::getrusage(RUSAGE_CHILDREN, &usage), 0);
  EXPECT_LT(usage.ru_maxrss, 250 * 1024) << "KiB, for " << stream.size() << " bytes of text";
}

}  // namespace
}  // namespace oyer
