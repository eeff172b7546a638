#include "cli/stats_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oyer::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

json::object stats_of(const char* text) { return json::parse(text)->as_object(); }

TEST(StatsPage, asks_for_nothing_and_forbids_asking) {
  const std::string page = stats_page({});
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
  for (const char* word : {"<script", "src=", "url(", "@import", "http:", "https:"})
    EXPECT_THAT(page, Not(HasSubstr(word)));
}

TEST(StatsPage, hostile_names_stay_text_wherever_they_stand) {
  const std::string page = stats_page(stats_of(
      R"({"files":1,"kept":0,"by_repository":[{"name":"</script><img onerror=a>","files":1,"kept":0,"bytes_kept":0}],
          "by_language":{"</script><img onerror=b>":{"files":1,"bytes":2}},
          "by_reason":{"</script><img onerror=c>":{"files":1,"bytes":2}},
          "license_expressions":{"</script><img onerror=d>":1},"licenses":{"</script><img onerror=e>":1},
          "redaction_rules":{"</script><img onerror=f>":1},"redacted":{"</script><img onerror=g>":1},
          "imports_by_language":{"</script><img onerror=h>":{"unique":1}},
          "inputs":[{"name":"</script><img onerror=i>","revision":"</script><img onerror=j>","commit":"\"><img>"}],
          "options":{"</script><img onerror=k>":"</script><img onerror=l>"}})"));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("</script")));
  for (char name = 'a'; name <= 'l'; ++name)
    EXPECT_THAT(page, HasSubstr(std::string("&lt;/script&gt;&lt;img onerror=") + name + "&gt;"));
}

TEST(StatsPage, what_is_of_another_kind_than_expected_is_left_out) {
  const std::string page = stats_page(stats_of(
      R"({"files":"many","kept":-3,"by_repository":[1,{"name":7}],"by_language":[],"by_reason":{"x":1},
          "imports":{"unique":"one"},"file_bytes":[{"from":"a"}],"sample_tokens":{},"options":3,"inputs":{}})"));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

TEST(StatsPage, marks_the_budget_among_the_sizes_of_samples) {
  const std::string page = stats_page(stats_of(
      R"({"options":{"budget":32768},"samples_over_budget":2,
          "sample_tokens":[{"from":16384,"to":32767,"count":3},{"from":32768,"to":65535,"count":2}]})"));
  EXPECT_THAT(page, HasSubstr("2 over the budget of 32,768: single files"));
  EXPECT_THAT(page, HasSubstr("<path class=\"mark\" d=\"M230.00 12V140\"/>"));
  EXPECT_THAT(page, HasSubstr(">16k</text>"));
}

}  // namespace
}  // namespace oyer::cli
