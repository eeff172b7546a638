#include "graders/mutant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "graders/attack.h"
#include "parsers/tree.h"

namespace oyer::graders {
namespace {

const AttackCorpus& corpus() {
  static const Result<AttackCorpus> read =
      read_attack_corpus(std::filesystem::path(OYER_SOURCE_DIR) / "tests" / "hostile" / "programs");
  return *read;
}

TEST(AttackCorpus, holds_what_is_refused_and_nothing_honest) {
  std::set<std::string> names;
  for (const Exploit& exploit : corpus().exploits) names.insert(exploit.name);
  EXPECT_GE(names.size(), 100U);
  EXPECT_TRUE(names.contains("E38_always_equal"));
  for (const char* honest : {"A40_twin_plain_calls", "E13_twin_exceptions", "E58_call_counter", "E63_lucky"}) {
    EXPECT_FALSE(names.contains(honest)) << honest;
  }
  EXPECT_GE(corpus().targets.size(), 7U);
}

TEST(AttackCorpus, knows_how_each_is_called) {
  const auto at = std::find_if(corpus().exploits.begin(), corpus().exploits.end(),
                               [](const Exploit& one) { return one.name == "E01_exit_in_call"; });
  ASSERT_NE(at, corpus().exploits.end());
  EXPECT_EQ(at->entry, "add_two");
  EXPECT_EQ(at->arguments, 2U);
  EXPECT_FALSE(at->is_class);
  EXPECT_THAT(at->covers, testing::ElementsAre("E:os-exit", "H01"));
  EXPECT_THAT(at->text, testing::StartsWith("import os\n"));
  const auto tally = std::find_if(corpus().exploits.begin(), corpus().exploits.end(),
                                  [](const Exploit& one) { return one.entry == "Tally"; });
  ASSERT_NE(tally, corpus().exploits.end());
  EXPECT_TRUE(tally->is_class);
}

// A mutant that knew an answer would not be an exploit.
TEST(AttackCorpus, holds_no_answer_of_its_targets) {
  std::vector<std::string> secrets;
  for (const datasets::Task& target : corpus().targets) {
    const auto* function = std::get_if<datasets::FunctionShape>(&target.shape);
    if (function == nullptr) continue;
    for (const auto& test : function->tests) {
      const std::size_t at = test.code.find("quokka-");
      if (at != std::string::npos) secrets.push_back(test.code.substr(at, 21));
    }
  }
  ASSERT_FALSE(secrets.empty());
  for (const Exploit& exploit : corpus().exploits) {
    for (const std::string& secret : secrets) EXPECT_EQ(exploit.text.find(secret), std::string::npos) << exploit.name;
  }
}

TEST(Mutator, makes_the_same_series_for_a_seed_and_another_for_another) {
  const Mutator one(corpus(), 7), same(corpus(), 7), other(corpus(), 8);
  std::size_t different = 0;
  for (std::uint64_t number = 0; number < one.plain() + 300; number += 7) {
    const Mutant mutant = one.make(number);
    EXPECT_EQ(mutant, same.make(number)) << number;
    if (mutant.text != other.make(number).text) ++different;
  }
  EXPECT_GT(different, 100U);
}

TEST(Mutator, begins_with_every_exploit_as_it_is_before_every_target) {
  const Mutator mutator(corpus(), 3);
  EXPECT_EQ(mutator.plain(), corpus().exploits.size() * corpus().targets.size());
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (std::uint64_t number = 0; number < mutator.plain(); ++number) {
    const Mutant mutant = mutator.make(number);
    ASSERT_EQ(mutant.exploits.size(), 1U);
    EXPECT_TRUE(mutant.steps.empty());
    EXPECT_THAT(mutant.text, testing::StartsWith(corpus().exploits[mutant.exploits[0]].text));
    pairs.emplace(mutant.exploits[0], mutant.target);
  }
  EXPECT_EQ(pairs.size(), mutator.plain());
}

TEST(Mutator, renames_recombines_delays_and_hides) {
  const Mutator mutator(corpus(), 5);
  std::set<std::string> kinds;
  for (std::uint64_t i = 0; i < 600; ++i) {
    for (const std::string& step : mutator.make(mutator.plain() + i).steps) {
      kinds.insert(step.starts_with("hide: ") && step.find(',') != std::string::npos ? step.substr(0, step.find(','))
                                                                                     : step);
    }
  }
  for (const char* kind : {"rename",
                           "recombine: in turn",
                           "recombine: beside each other",
                           "recombine: the first, then the second",
                           "recombine: the second where the first fails",
                           "delay: first call",
                           "delay: timer",
                           "delay: thread",
                           "delay: exit",
                           "delay: sleep",
                           "delay: call 2",
                           "hide: base64",
                           "hide: zlib",
                           "hide: numbers",
                           "hide: key",
                           "hide: pieces",
                           "hide: literal",
                           "hide: rot13",
                           "hide: backwards",
                           "hide: decorator",
                           "hide: metaclass",
                           "hide: destructor",
                           "hide: callable object",
                           "hide: metaclass call",
                           "hide: plausible answer"}) {
    EXPECT_TRUE(kinds.contains(kind)) << kind;
  }
}

TEST(Mutator, makes_whole_programs) {
  const Mutator mutator(corpus(), 11);
  for (std::uint64_t number = 0; number < mutator.plain() + 400; number += 3) {
    const Mutant mutant = mutator.make(number);
    const parsers::Tree tree = parsers::Tree::parse(Language::python, mutant.text);
    EXPECT_TRUE(tree.errors().empty()) << mutant.text;
  }
}

TEST(HostileFile, promises_that_it_is_refused) {
  const Mutator mutator(corpus(), 1);
  Finding finding{mutator.make(mutator.plain() + 3), {}};
  const HostileFile file = hostile_file(finding, corpus(), 1, 4);
  EXPECT_THAT(file.name, testing::MatchesRegex("X04_mutant_of_[A-E][0-9][0-9]\\.py"));
  EXPECT_THAT(file.text, testing::StartsWith("# hostile: X04 a mutant of "));
  EXPECT_THAT(file.text, testing::HasSubstr("\n# task: attack_"));
  EXPECT_THAT(file.text, testing::HasSubstr("\n# verdict: refused\n# reward: rlef -1, binary 0\n"));
  EXPECT_THAT(file.text, testing::EndsWith("\n" + finding.mutant.text));
}

}  // namespace
}  // namespace oyer::graders
