#include "base/zstd_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/jsonl.h"

namespace oyer {
namespace {

class ZstdFile : public testing::Test {
 protected:
  ZstdFile() { folder_ = std::filesystem::temp_directory_path() / ("oyer-zstd-" + std::to_string(::getpid())); }
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(std::string_view text) {
    auto writer = ZstdWriter::create(folder_ / "f.zst");
    EXPECT_TRUE(writer.has_value() && writer->write(text).has_value() && writer->finish().has_value());
    return read_file(folder_ / "f.zst").value_or("");
  }

  // What can be read of these bytes, and behind it the error, if any.
  std::string read(const std::string& bytes) {
    EXPECT_TRUE(write_file(folder_ / "g.zst", bytes).has_value());
    auto reader = ZstdReader::open(Fd(::open((folder_ / "g.zst").c_str(), O_RDONLY | O_CLOEXEC)), "G");
    std::string text;
    for (char chunk[4096];;) {
      const auto n = reader->read(chunk, sizeof chunk);
      if (!n.has_value()) return text + "|" + n.error().what;
      if (*n == 0) return text;
      text.append(chunk, *n);
    }
  }

  std::filesystem::path folder_;
};

std::string numbers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::to_string(i * 7919 % 10007) + "\n";
  return text;
}

TEST_F(ZstdFile, what_is_written_is_read_again_also_in_several_frames) {
  const std::string text = numbers(200'000);
  const std::string bytes = write(text);
  EXPECT_LT(bytes.size(), text.size() / 2);
  EXPECT_EQ(read(bytes), text);
  EXPECT_EQ(read(bytes + bytes), text + text);
  EXPECT_EQ(read(write("")), "");
}

TEST_F(ZstdFile, the_same_bytes_come_out_however_they_were_handed_over) {
  const std::string text = numbers(50'000);
  const std::string whole = write(text);
  auto writer = ZstdWriter::create(folder_ / "h.zst");
  ASSERT_TRUE(writer.has_value());
  for (std::size_t at = 0; at < text.size(); at += 777)
    ASSERT_TRUE(writer->write(std::string_view(text).substr(at, 777)).has_value());
  ASSERT_TRUE(writer->finish().has_value());
  EXPECT_EQ(read_file(folder_ / "h.zst").value_or(""), whole);
}

TEST_F(ZstdFile, streams_cut_short_or_damaged_are_errors) {
  const std::string bytes = write(numbers(50'000));
  for (const std::size_t cut : {bytes.size() - 1, bytes.size() / 2, std::size_t{5}})
    EXPECT_THAT(read(bytes.substr(0, cut)),
                testing::EndsWith("|G: the zstd stream is cut short; fetch or write the file again"));
  std::string wrong = bytes;
  wrong[wrong.size() - 2] = static_cast<char>(wrong[wrong.size() - 2] ^ 1);  // in the checksum
  EXPECT_THAT(read(wrong), testing::HasSubstr("|G: the zstd stream is damaged ("));
}

TEST_F(ZstdFile, json_lines_are_read_from_it_by_its_bytes_not_its_name) {
  ASSERT_TRUE(write_file(folder_ / "rows.jsonl", write("{\"a\":1}\n{\"a\":2}\n")).has_value());
  auto reader = JsonlReader::open(folder_ / "rows.jsonl");
  ASSERT_TRUE(reader.has_value());
  EXPECT_EQ(json::print(reader->next()->value().row), R"({"a":1})");
  EXPECT_EQ(json::print(reader->next()->value().row), R"({"a":2})");
  EXPECT_FALSE(reader->next()->has_value());
}

}  // namespace
}  // namespace oyer
