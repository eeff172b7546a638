#include "cli/rows.h"

#include "datasets/task_file.h"

namespace oyer::cli {

std::string print_row(const graders::RewardRecord& record, const graders::RewardRule& rule, const RowExtras& extras) {
  json::object object = to_json(record);
  const std::optional<double> reward = graders::reward(record, rule);
  object["reward"] = reward ? json::value(*reward) : json::value(nullptr);
  object["rule"] = name_of(rule);
  if (extras.seq) object["seq"] = *extras.seq;
  if (extras.task != nullptr && !extras.task->extra.empty()) object["task_extra"] = extras.task->extra;
  if (extras.task != nullptr && extras.with_task_body) object["task_body"] = datasets::print_task(*extras.task);
  std::string text = json::print(object);
  if (extras.candidate.empty() || extras.candidate == "{}") return text;
  // As text: through a JSON value large integers would become doubles.
  text.pop_back();
  return text + ",\"extra\":" + extras.candidate + "}";
}

Result<Row> parse_row(std::string_view text) {
  OYER_TRY(json::value value, json::parse(text));
  if (!value.is_object()) return fail(invalid_input("not a record: it is no JSON object"));
  json::object& object = value.get_object();
  Row row;
  if (const json::string* body = json::find_string(object, "task_body")) {
    OYER_TRY(row.task, datasets::parse_task(json::view(*body)));
  }
  if (const std::uint64_t seq = json::count_in(object, "seq"); seq != 0) row.seq = seq;
  for (const char* added : {"reward", "rule", "seq", "extra", "task_extra", "task_body"}) object.erase(added);
  OYER_TRY(row.record, graders::record_from_json(object));
  if (row.task && datasets::tests_digest(*row.task) != row.record.task) {
    return fail(corrupt("task_body is not the task that the record was judged by; its tests differ"));
  }
  return row;
}

}  // namespace oyer::cli
