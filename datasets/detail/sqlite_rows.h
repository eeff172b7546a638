// Rows into the one table of a new SQLite file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "datasets/row_file.h"

namespace oyer::datasets::detail {

Result<std::unique_ptr<RowFile::Writer>> open_sqlite_rows(const std::filesystem::path& path, const Columns& columns,
                                                          const std::string& table);

}  // namespace oyer::datasets::detail
