#include "datasets/corpus/commit_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/git.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Lines = std::vector<std::string>;

const std::string kBefore(200, 'a'), kAfter(200, 'b');

CommitChange change(const std::string& message) {
  CommitChange change;
  change.commit = std::string(40, '0');
  change.message = read_message(message);
  change.raw_subject = message.substr(0, message.find('\n'));
  change.new_file = "src/parse.py";
  change.before = kBefore;
  change.after = kAfter;
  change.tokens = 100;
  return change;
}

Lines drops(const CommitChange& given) {
  Lines rules;
  for (const Decision& decision : judge_commit(given, 0))
    if (decision.drop) rules.push_back(decision.rule.substr(decision.rule.find('.') + 1));
  return rules;
}

Lines drops(const std::string& message) { return drops(change(message)); }

TEST(CommitUnit, subjects_lose_what_tools_put_around_them) {
  EXPECT_EQ(read_message("[docs] Tell of the new flag [WIP]\n\nMore.\n\n"),
            (CommitMessage{"Tell of the new flag", "[docs] Tell of the new flag [WIP]\n\nMore."}));
  EXPECT_EQ(read_message("demo/cmd.py: Fix the  format [skip ci]").subject, "Fix the format");
  EXPECT_EQ(read_message("").subject, "");
  EXPECT_EQ(read_message("[a]").subject, "");
}

TEST(CommitUnit, a_plain_imperative_passes_every_rule) {
  EXPECT_THAT(drops("Handle empty lines in the reader"), IsEmpty());
  EXPECT_THAT(drops("[reader] Handle empty lines in the reader\n\nSigned-off-by: A"), IsEmpty());
}

TEST(CommitUnit, every_rule_of_messages_drops_what_it_is_for) {
  EXPECT_THAT(drops("Fix it all now"), ElementsAre("subject_words_least"));
  EXPECT_THAT(drops("fix empty lines in the reader"), ElementsAre("subject_capital"));
  EXPECT_THAT(drops("Empty lines are handled by the reader"), ElementsAre("subject_verb"));
  EXPECT_THAT(drops("Fix empty lines in the reader (#12)"), ElementsAre("subject_number_sign"));
  EXPECT_THAT(drops("Fix empty lines when we parse them"), ElementsAre("subject_names_file"));
  EXPECT_THAT(drops("Merge pull request from somebody's fork"), ElementsAre("subject_phrase"));
  EXPECT_THAT(drops("Fix what I've broken in the reader"), ElementsAre("subject_phrase"));
  EXPECT_THAT(drops("Fix issue 12 of the old reader"), ElementsAre("subject_issue"));
  EXPECT_THAT(drops("Revert commit " + std::string(40, 'a') + " of the reader"), ElementsAre("subject_id"));
  EXPECT_THAT(drops("Update readme.md"), ElementsAre("subject_words_least", "subject_bare"));
}

TEST(CommitUnit, every_rule_of_contents_drops_what_it_is_for) {
  const std::string message = "Handle empty lines in the reader";
  CommitChange given = change(message);
  given.files = 2;
  EXPECT_THAT(drops(given), ElementsAre("files"));
  given = change(message);
  given.after = given.before;
  EXPECT_THAT(drops(given), ElementsAre("unchanged"));
  given = change(message);
  given.after = "";
  EXPECT_THAT(drops(given), ElementsAre("after_empty"));
  given = change(message);
  given.tokens = 769;
  EXPECT_THAT(drops(given), ElementsAre("tokens_most"));
  given.tokens = 49;
  EXPECT_THAT(drops(given), ElementsAre("tokens_least"));
  given = change(message);
  const std::string large(50'000, 'x');
  given.before = large;
  EXPECT_THAT(drops(given), ElementsAre("before_chars_most"));
}

TEST(CommitUnit, one_of_ten_bumps_of_versions_stays_and_always_the_same) {
  int kept = 0;
  for (int i = 0; i < 1000; ++i) {
    CommitChange given = change("Bump the version of the reader");
    given.commit = "commit " + std::to_string(i);
    kept += drops(given).empty() ? 1 : 0;
    EXPECT_EQ(drops(given), drops(given));
  }
  EXPECT_NEAR(kept, 100, 40);
}

TEST(CommitUnit, a_diff_is_what_git_prints) {
  const auto diff = unified_diff("one\ntwo\nthree\n", "one\n2\nthree\n", "a.txt", "a.txt");
  ASSERT_EQ(test::outcome_of(diff), "ok");
  EXPECT_EQ(*diff, "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
  EXPECT_EQ(unified_diff("same\n", "same\n", "a", "a").value(), "");
  EXPECT_EQ(unified_diff("", "new", "a", "a").value(),
            "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n");
}

}  // namespace
}  // namespace oyer::datasets
