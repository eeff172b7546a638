#include "graders/turn_row.h"

#include <limits>
#include <utility>

#include "graders/detail/fields.h"

namespace oyer::graders {
namespace {

json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::value record_or_null(const std::shared_ptr<const RewardRecord>& record) {
  return record ? json::value(to_json(*record)) : json::value(nullptr);
}

std::shared_ptr<const RewardRecord> take_record(detail::Fields& fields, std::string_view key) {
  if (fields.is_null(key)) return nullptr;
  const json::object* const object = fields.object(key);
  if (object == nullptr) return nullptr;
  auto record = record_from_json(*object);
  if (record.has_value()) return std::make_shared<const RewardRecord>(std::move(*record));
  fields.refuse(key, to_string(record.error()));
  return nullptr;
}

}  // namespace

json::object turn_row(const Episode& episode, const EpisodeTurn& turn) {
  const bool over = episode.state() == Episode::State::over && turn.number == episode.turns().back().number;
  json::object row;
  row["schema"] = turn_schema;
  row["task_id"] = episode.task().id;
  row["sample"] = episode.sample();
  row["turn"] = turn.number;
  row["prompt"] = turn.prompt;
  row["told_by"] = turn.told_by;
  row["answer"] = turn.answer;
  row["author"] = turn.author;
  row["feedback"] = turn.feedback;
  row["passed_public"] = turn.passed_public();
  row["over"] = over;
  row["solved"] = turn.solved();
  row["reward"] = number_or_null(turn.reward);
  row["episode_reward"] = over ? number_or_null(episode.reward()) : json::value(nullptr);
  row["by_public"] = record_or_null(turn.by_public);
  row["by_all"] = record_or_null(turn.by_all);
  return row;
}

Result<TurnRow> turn_row_from_json(const json::object& row) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  detail::Fields fields(row, "turn");
  TurnRow read;
  if (const std::string schema = fields.text("schema"); fields.ok() && schema != turn_schema) {
    fields.refuse("schema", "\"" + schema + "\" is not " + std::string(turn_schema));
  }
  read.task_id = fields.text("task_id");
  read.sample = static_cast<std::uint32_t>(fields.number("sample", most));
  read.turn = static_cast<std::uint32_t>(fields.number("turn", most));
  read.known.answer = fields.text("answer");
  if (const json::object* const author = fields.object("author")) read.known.author = *author;
  read.known.feedback = fields.text("feedback");
  // What follows from the rest is read and not believed.
  for (const std::string_view told : {"prompt", "told_by"}) static_cast<void>(fields.text(told));
  for (const std::string_view told : {"passed_public", "over", "solved"}) static_cast<void>(fields.boolean(told));
  for (const std::string_view told : {"reward", "episode_reward"}) static_cast<void>(fields.value(told));
  read.known.by_public = take_record(fields, "by_public");
  read.known.by_all = take_record(fields, "by_all");
  OYER_TRY_STATUS(fields.finish());
  return read;
}

}  // namespace oyer::graders
