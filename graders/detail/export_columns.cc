#include "graders/export.h"

namespace oyer::graders {
namespace {

using datasets::Column;
using datasets::Columns;
using Type = Column::Type;

Column text(const char* name) { return {name, Type::text, false, {}}; }
Column texts(const char* name) { return {name, Type::text, true, {}}; }
Column whole(const char* name) { return {name, Type::whole, false, {}}; }
Column number(const char* name) { return {name, Type::number, false, {}}; }
Column truth(const char* name) { return {name, Type::truth, false, {}}; }
Column record(const char* name, Columns fields) { return {name, Type::record, false, std::move(fields)}; }
Column chat(const char* name) { return {name, Type::record, true, {text("role"), text("content")}}; }

Columns record_columns() {
  return {text("task_id"),
          whole("index"),
          whole("seq"),
          text("benchmark"),
          text("prompt"),
          text("kind"),
          text("completion"),
          text("code"),
          text("extraction"),
          text("verdict"),
          text("infra_error"),
          number("reward"),
          text("rule"),
          whole("passed"),
          whole("total"),
          whole("public_passed"),
          whole("public_total"),
          text("public"),
          text("private"),
          whole("planned"),
          whole("run"),
          whole("answered"),
          text("diagnostics"),
          texts("flags"),
          text("isolation"),
          truth("sound"),
          text("tier"),
          text("origin"),
          whole("generation"),
          texts("parents"),
          text("episode"),
          whole("turn"),
          whole("parent_turn"),
          truth("last_turn"),
          text("language"),
          text("profile"),
          text("toolchain"),
          text("toolchain_name"),
          text("seed_hash"),
          text("seed_random"),
          text("key"),
          text("task"),
          text("task_digest"),
          text("candidate_digest"),
          whole("cpu_ns"),
          whole("wall_ns"),
          whole("memory_peak_bytes"),
          whole("runs"),
          text("graded_at")};
}

// How the answers to a task came out: metadata for curricula, never for a model's eyes.
Columns told() {
  return {text("task_id"), text("task"), whole("candidates"), number("pass_rate"), number("reward_mean"), text("rule")};
}

Columns operator+(Columns first, Columns second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Columns export_columns(const ExportOptions& options) {
  const auto shown = [&](const char* name) { return options.chat ? chat(name) : text(name); };
  const Columns extra = Columns{text("split"), whole("index")} + told();
  switch (options.target) {
    case ExportTarget::records: return record_columns();
    case ExportTarget::trl_prompt: return Columns{shown("prompt")} + told();
    case ExportTarget::trl_preference:
      return {shown("prompt"),       shown("chosen"),         shown("rejected"),      text("task_id"),
              whole("chosen_index"), whole("rejected_index"), number("chosen_share"), number("rejected_share")};
    case ExportTarget::trl_kto:
      return {shown("prompt"), shown("completion"), truth("label"), text("task_id"),
              whole("index"),  number("reward"),    text("rule")};
    case ExportTarget::verl:
      return {text("data_source"), chat("prompt"), text("ability"),
              record("reward_model", {text("style"), text("ground_truth")}), record("extra_info", extra)};
    case ExportTarget::skyrl:
      return {text("data_source"), chat("prompt"), text("env_class"),
              record("reward_spec", {text("method"), text("ground_truth")}), record("extra_info", extra)};
    case ExportTarget::openrlhf: return Columns{text("input"), text("label")} + told();
    case ExportTarget::nemo_rl: return Columns{text("input"), text("output")} + told();
  }
  return {};
}

}  // namespace oyer::graders
