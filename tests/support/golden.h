// Golden files: text that a person has read once and that must not change unseen.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace oyer::test {

// Fails unless `actual` is byte for byte what stands in `path`, relative to the checkout. With UPDATE_GOLDEN=1 in the
// environment (./dev golden) writes the file instead; the change is then read in git diff. Give tests that use this
// the label "golden".
inline void expect_golden(const std::string& path, const std::string& actual) {
  const std::filesystem::path file = std::filesystem::path(OYER_SOURCE_DIR) / path;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  ASSERT_TRUE(stream) << path << " is missing; ./dev golden writes it";
  const std::string expected((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  EXPECT_EQ(actual, expected) << path << " differs; if the new text is right, ./dev golden writes it";
}

}  // namespace oyer::test
