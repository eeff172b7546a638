#include "cli/rows.h"

#include <gtest/gtest.h>

#include "datasets/task_file.h"
#include "tests/cli/support.h"
#include "tests/support/result.h"

namespace oyer::cli {
namespace {

using testing::record_of;

datasets::Task some_task() {
  return *datasets::parse_task(R"({"schema":"oyer.task/1","id":"T/0","prompt":"p","entry_point":"f","hard":true,)"
                               R"("cases":{"tests":[{"input":[NaN,123456789012345678901234567890],"expected":1}]}})");
}

TEST(Rows, row_is_the_record_with_reward_and_what_came_with_it) {
  const auto record = record_of("T/0", 3, {true, false});
  const datasets::Task task = some_task();
  const std::string row = print_row(record, *graders::parse_rule("rlef"), {7, R"({"t":0.10})", &task, false});
  json::value value = *json::parse(row);
  json::object& object = value.get_object();
  EXPECT_EQ(object["reward"], json::value(-1.0));
  EXPECT_EQ(object["rule"], json::value("rlef/1"));
  EXPECT_EQ(object["seq"], json::value(7));
  EXPECT_EQ(object["task_extra"], json::value(json::object{{"hard", true}}));
  EXPECT_NE(row.find(R"("extra":{"t":0.10})"), std::string::npos);
  for (const char* added : {"reward", "rule", "seq", "extra", "task_extra"}) object.erase(added);
  EXPECT_EQ(object, to_json(record));
}

TEST(Rows, infra_error_has_no_reward) {
  json::value value = *json::parse(print_row(testing::infra_error_of("T/0", 0), {}, {}));
  EXPECT_TRUE(value.at("reward").is_null());
}

TEST(Rows, row_reads_back_as_record_and_task) {
  const datasets::Task task = some_task();
  auto record = record_of("T/0", 3, {true});
  record.task = datasets::tests_digest(task);
  record.key = graders::record_key(record.code, record.task, record.setting);
  const auto row = parse_row(print_row(record, {}, {7, R"({"x":1})", &task, true}));
  ASSERT_TRUE(row.has_value()) << to_string(row.error());
  EXPECT_TRUE(same_but_measured(row->record, record));
  EXPECT_EQ(row->task, task);
  EXPECT_EQ(row->seq, 7U);
}

TEST(Rows, another_tasks_body_is_refused) {
  const datasets::Task task = some_task();
  EXPECT_EQ(test::outcome_of(parse_row(print_row(record_of("T/0", 3, {true}), {}, {7, "", &task, true}))),
            "corrupt: task_body is not the task that the record was judged by; its tests differ");
}

TEST(Rows, changed_record_is_refused) {
  std::string row = print_row(record_of("T/0", 0, {true}), {}, {});
  row.replace(row.rfind("return x"), 8, "return y");
  EXPECT_EQ(test::outcome_of(parse_row(row)),
            "corrupt: record.key: does not match the code, task and setting of this record");
  row.replace(row.find("return x"), 8, "return y");
  EXPECT_EQ(test::outcome_of(parse_row(row)), "corrupt: record.candidate_digest: does not match the completion");
  EXPECT_EQ(test::outcome_of(parse_row("[]")), "invalid_input: not a record: it is no JSON object");
}

}  // namespace
}  // namespace oyer::cli
