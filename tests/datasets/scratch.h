// A folder that goes with the test, and small helpers around files.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.h"

namespace oyer::datasets {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "oyer-datasets-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary folder " << name;
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::filesystem::path at(std::string_view name) const { return path_ / name; }

  // Writes a file and returns its path.
  std::filesystem::path file(std::string_view name, std::string_view bytes) const {
    EXPECT_TRUE(write_file(at(name), bytes).has_value());
    return at(name);
  }

 private:
  std::filesystem::path path_;
};

// ../shared/data, or a skip with the reason.
inline std::filesystem::path shared_data() {
  return std::filesystem::path(OYER_SOURCE_DIR).parent_path() / "shared" / "data";
}

}  // namespace oyer::datasets

#define OYER_NEEDS_SHARED_DATA()                                 \
  if (!std::filesystem::exists(::oyer::datasets::shared_data())) \
  GTEST_SKIP() << ::oyer::datasets::shared_data().string() << " is absent; put the benchmark files there"
