// The rows of each trainer. Their columns stand in export_columns.cc.
#pragma once

#include <span>

#include "graders/export.h"

namespace oyer::graders::detail {

// A row of every field of one record. `seq` and what the task tells are null where they are not known.
json::object record_row(const ExportItem& item, const ExportOptions& options);

json::object kto_row(const ExportItem& item, const ExportOptions& options);

json::object preference_row(const ExportItem& chosen, const ExportItem& rejected, const ExportOptions& options);

// One task, of whose records at least one has the body. `ends` are those that say how well it is answered.
json::object prompt_row(std::span<const ExportItem* const> answers, std::span<const ExportItem* const> ends,
                        std::uint64_t place, const ExportOptions& options);

// The share of a record's tests that were passed, whether or not its grade is sound.
double share_passed(const RewardRecord& record);

}  // namespace oyer::graders::detail
