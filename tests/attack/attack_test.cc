// `oyer attack` finds nothing in this build, and finds each of the builds that lack a defence (weak/).
// With OYER_SOAK=1 in the environment all of them, for as long as is promised; otherwise one, and briefly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace oyer::attack {
namespace {

namespace fs = std::filesystem;
using cli::testing::Ended;
using cli::testing::Place;
using testing::HasSubstr;

bool soak() { return std::getenv("OYER_SOAK") != nullptr; }

std::vector<std::string> weaknesses() {
  if (!soak()) return {"equality"};
  std::vector<std::string> names;
  for (const auto& spec : fs::directory_iterator(fs::path(OYER_SOURCE_DIR) / "tests" / "attack" / "weak")) {
    names.push_back(spec.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> attack_words(const Place& place, const char* time) {
  return {"attack",          "--for",    time,
          "--seed",          "1",        "--out",
          place.path("out"), "--corpus", (fs::path(OYER_SOURCE_DIR) / "tests" / "hostile" / "programs").string()};
}

TEST(Attack, finds_nothing_in_this_build) {
  const Place place;
  const Ended ended = place.oyer(attack_words(place, soak() ? "60s" : "4s"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr(": 0 rewarded\n"));
  EXPECT_FALSE(place.has("out"));
}

class Weak : public testing::TestWithParam<std::string> {};

TEST_P(Weak, is_found_within_two_minutes_and_written_down) {
  const Place place;
  const auto begun = std::chrono::steady_clock::now();
  const Ended ended = place.program("oyer-weak-" + GetParam(), attack_words(place, "120s"));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << "found in " << took.count() << " s: " << GetParam() << "\n" << ended.err;
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("THIS BUILD IS WEAKENED"));
  EXPECT_THAT(ended.err, HasSubstr("\nREWARDED: mutant "));
  std::vector<fs::path> written;
  for (const auto& file : fs::directory_iterator(place.path("out"))) written.push_back(file.path());
  ASSERT_FALSE(written.empty());
  EXPECT_THAT(test::bytes_of(written[0]), testing::StartsWith("# hostile: X"));
}

// A batch of right answers only: what stops it is a canary.
void write_sixty_four_right(const std::string& bundled, const Place& place) {
  std::vector<std::string> right;
  std::istringstream rows(test::bytes_of(bundled + "/candidates.jsonl"));
  for (std::string row; std::getline(rows, row);) {
    if (row.find("\"expect\": \"accepted\"") != std::string::npos) right.push_back(row);
  }
  ASSERT_FALSE(right.empty());
  std::ofstream batch(place.path("batch.jsonl"));
  for (std::size_t i = 0; i < 64; ++i) batch << right[i % right.size()] << "\n";
}

Ended with_canaries(const std::string& program, const Place& place) {
  const std::string bundled = (fs::path(OYER_SOURCE_DIR) / "bundled").string();
  write_sixty_four_right(bundled, place);
  return place.program(program, {"grade", bundled + "/tasks.jsonl", place.path("batch.jsonl"), "--canaries", "100%",
                                 "--json", "--out", place.path("records.jsonl")});
}

TEST(Canaries, stop_every_weakened_build_within_a_modest_batch) {
  for (const std::string& name : weaknesses()) {
    const Place place;
    const Ended ended = with_canaries("oyer-weak-" + name, place);
    EXPECT_EQ(ended.code, 1) << name;
    EXPECT_THAT(ended.err, HasSubstr("a canary (")) << name;
    const std::size_t at = std::min(ended.err.find("a canary ("), ended.err.size());
    std::cout << name << ": " << ended.err.substr(at, ended.err.find(" is known", at) - at) << "\n";
  }
}

TEST(Canaries, are_all_as_known_in_this_build) {
  const Place place;
  const Ended ended = with_canaries("oyer", place);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\"canaries\":64,\"canaries_unjudged\":0")) << ended.err;
}

INSTANTIATE_TEST_SUITE_P(builds, Weak, testing::ValuesIn(weaknesses()), [](const auto& one) { return one.param; });

TEST(Attack, says_that_there_is_no_corpus) {
  const Place place;
  const Ended ended = place.oyer({"attack", "--for", "1s", "--corpus", place.path("none")});
  EXPECT_EQ(ended.code, 65) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("there are no hostile programs in"));
}

TEST(Attack, a_weakened_build_says_so_at_every_turn) {
  const Place place;
  const Ended ended = place.program("oyer-weak-equality", {"--version"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("WEAKENED for tests"));
  EXPECT_THAT(ended.err, HasSubstr("THIS BUILD IS WEAKENED"));
  EXPECT_THAT(place.oyer({"--version"}).out, testing::Not(HasSubstr("WEAKENED")));
}

}  // namespace
}  // namespace oyer::attack
