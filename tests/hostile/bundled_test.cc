// Oyer's own demo: every bundled candidate gets the verdict that its row expects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "base/json.h"
#include "tests/hostile/host_state.h"
#include "tests/support/temporary_folder.h"

namespace oyer::hostile {
namespace {

const std::string bundled = OYER_SOURCE_DIR "/bundled/";

std::string text_of(const json::object& object, std::string_view key) {
  const json::string* found = json::find_string(object, key);
  return found == nullptr ? "" : std::string(json::view(*found));
}

std::vector<json::object> rows_of(const std::string& lines) {
  std::vector<json::object> rows;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    auto row = json::parse(line);
    if (row && row->is_object())
      rows.push_back(row->get_object());
    else
      ADD_FAILURE() << "no JSON object: " << line;
  }
  return rows;
}

// "right", "wrong", "slow", ...: the first word of a label.
std::string kind_of(const std::string& label) { return label.substr(0, label.find_first_of(":, ")); }

TEST(Bundled, every_task_has_candidates_of_every_kind) {
  std::map<std::string, std::set<std::string>> kinds;
  for (const json::object& row : rows_of(test::bytes_of(bundled + "tasks.jsonl"))) kinds[text_of(row, "id")];
  EXPECT_GE(kinds.size(), 20U);
  for (const json::object& row : rows_of(test::bytes_of(bundled + "candidates.jsonl"))) {
    kinds[text_of(row, "task_id")].insert(kind_of(text_of(row, "label")));
  }
  for (const auto& [task, found] : kinds) {
    EXPECT_THAT(found, testing::IsSupersetOf({"right", "wrong", "slow", "memory", "crash", "cheat"})) << task;
  }
}

TEST(Bundled, every_candidate_gets_the_verdict_its_row_expects) {
  const test::TemporaryFolder folder;
  Engine engine({"grade", bundled + "tasks.jsonl", bundled + "candidates.jsonl", "--ledger", folder.path() / "ledger"});
  const Finished finished = engine.wait();
  EXPECT_EQ(finished.code, 0) << finished.err;
  const auto rows = rows_of(finished.out);
  EXPECT_EQ(rows.size(), rows_of(test::bytes_of(bundled + "candidates.jsonl")).size());
  std::vector<std::string> different;
  for (const json::object& row : rows) {
    const json::object* extra = json::find_object(row, "extra");
    ASSERT_NE(extra, nullptr);
    if (text_of(row, "verdict") == text_of(*extra, "expect")) continue;
    different.push_back(text_of(row, "task_id") + ", " + text_of(*extra, "label") + ": " + text_of(row, "verdict") +
                        " (" + text_of(row, "reason") + ") instead of " + text_of(*extra, "expect"));
  }
  EXPECT_THAT(different, testing::IsEmpty());
  EXPECT_EQ(leftover_processes(500), "");
}

}  // namespace
}  // namespace oyer::hostile
