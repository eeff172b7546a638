#include "base/jsonl.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer {
namespace {

using test::bytes_of;
using test::outcome_of;
using test::TemporaryFolder;

// A gzip member, made by zlib's stream interface and not by the code under test.
std::string gzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// "LINE ROW" of every row and the text of every error, in the order of the file, with the path taken out.
std::vector<std::string> read(const std::filesystem::path& path, Bytes limit = 64_MiB) {
  std::vector<std::string> seen;
  auto reader = JsonlReader::open(path, limit);
  if (!reader.has_value()) return {outcome_of(reader)};
  for (;;) {
    const auto line = reader->next();
    if (!line.has_value()) {
      std::string text = outcome_of(line);
      if (const auto at = text.find(path.string()); at != std::string::npos)
        text.replace(at, path.string().size(), "F");
      seen.push_back(std::move(text));
      continue;
    }
    if (!line->has_value()) return seen;
    seen.push_back(std::to_string((*line)->line) + " " + json::print((*line)->row));
  }
}

using Lines = std::vector<std::string>;

TEST(JsonlReader, gives_rows_with_their_line_numbers) {
  const TemporaryFolder folder;
  EXPECT_EQ(read(folder.write("f", "{\"a\":1}\n\n  \t\r\n{\"b\":\"\xc3\xa9\"}\r\n{\"c\":[]}")),
            (Lines{R"(1 {"a":1})", "4 {\"b\":\"\xc3\xa9\"}", R"(5 {"c":[]})"}));
  EXPECT_EQ(read(folder.write("empty", "")), Lines{});
  EXPECT_EQ(read(folder.write("blank", "\n\n")), Lines{});
}

TEST(JsonlReader, a_bad_line_is_named_and_the_next_ones_are_still_read) {
  const TemporaryFolder folder;
  EXPECT_EQ(
      read(folder.write("f", "{\"a\":1}\n{\"a\":\n[1]\n{\"a\":\"\xff\"}\n{\"a\":2}\n")),
      (Lines{R"(1 {"a":1})", "invalid_input: F:2: not JSON at byte 5: incomplete JSON; write one JSON object a line",
             "invalid_input: F:3: the line is not a JSON object; write one object a line",
             "invalid_input: F:4: the line is not UTF-8; convert the file to UTF-8", R"(5 {"a":2})"}));
}

TEST(JsonlReader, gzip_is_known_by_its_bytes_and_not_its_name) {
  const TemporaryFolder folder;
  const Lines rows{R"(1 {"a":1})", R"(2 {"a":2})"};
  EXPECT_EQ(read(folder.write("zipped.jsonl", gzip("{\"a\":1}\n{\"a\":2}\n"))), rows);
  EXPECT_EQ(read(folder.write("plain.jsonl.gz", "{\"a\":1}\n{\"a\":2}\n")), rows);
  EXPECT_EQ(read(folder.write("two_members", gzip("{\"a\":1}\n") + gzip("{\"a\":2}\n"))), rows);
}

TEST(JsonlReader, a_gzip_stream_cut_short_gives_its_rows_and_then_an_error) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{\"n\":" + std::to_string(i * 7919 % 10007) + "}\n";
  const std::string whole = gzip(text);
  for (const std::size_t cut :
       {whole.size() - 1, whole.size() - 8, whole.size() / 2, std::size_t{20}, std::size_t{11}}) {
    const Lines seen = read(folder.write("f", whole.substr(0, cut)));
    std::size_t damaged = 0;
    for (const std::string& line : seen)
      damaged += line.find("the gzip stream is damaged or cut short") != std::string::npos;
    EXPECT_EQ(damaged, 1U) << "cut at " << cut << " of " << whole.size() << ": " << seen.size() << " lines, last "
                           << (seen.empty() ? "none" : seen.back());
  }
}

TEST(JsonlReader, a_gzip_stream_with_a_wrong_byte_is_an_error) {
  const TemporaryFolder folder;
  std::string bytes = gzip("{\"a\":1}\n{\"a\":2}\n");
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // in the checksum
  const Lines seen = read(folder.write("f", bytes));
  ASSERT_FALSE(seen.empty());
  EXPECT_NE(seen.back().find("the gzip stream is damaged or cut short"), std::string::npos) << seen.back();
}

TEST(JsonlReader, an_overlong_line_is_skipped_without_being_held) {
  const TemporaryFolder folder;
  const std::string huge = "{\"a\":\"" + std::string(200'000'000, 'x') + "\"}\n";
  const Lines expected{R"(1 {"a":1})",
                       "invalid_input: F:2: the line is longer than 1 MiB; split the row or raise the limit",
                       R"(3 {"a":3})"};
  EXPECT_EQ(read(folder.write("f", "{\"a\":1}\n" + huge + "{\"a\":3}\n"), 1_MiB), expected);
  EXPECT_EQ(read(folder.write("z", gzip("{\"a\":1}\n" + huge + "{\"a\":3}\n")), 1_MiB), expected);
}

TEST(JsonlReader, the_limit_is_the_longest_line_that_is_taken) {
  const TemporaryFolder folder;
  EXPECT_EQ(read(folder.write("f", "{\"a\":12}\n{\"a\":123}\n{\"a\":12}"), Bytes{8}),
            (Lines{R"(1 {"a":12})", "invalid_input: F:2: the line is longer than 8 B; split the row or raise the limit",
                   R"(3 {"a":12})"}));
  EXPECT_EQ(read(folder.write("last", "{\"a\":123}"), Bytes{8}),
            Lines{"invalid_input: F:1: the line is longer than 8 B; split the row or raise the limit"});
}

TEST(JsonlReader, an_overlong_line_at_the_end_is_told_once) {
  const TemporaryFolder folder;
  EXPECT_EQ(
      read(folder.write("f", "{\"a\":1}\n" + std::string(500'000, 'x')), 1_KiB),
      (Lines{R"(1 {"a":1})", "invalid_input: F:2: the line is longer than 1 KiB; split the row or raise the limit"}));
}

TEST(JsonlReader, text_lines_come_as_they_stand) {
  const TemporaryFolder folder;
  auto reader = JsonlReader::open(folder.write("f", "{\"a\": 123456789012345678901234567890, \"b\": NaN}\n\nx\n"));
  ASSERT_EQ(outcome_of(reader), "ok");
  auto first = reader->next_text();
  ASSERT_TRUE(first.has_value() && first->has_value());
  EXPECT_EQ((*first)->text, "{\"a\": 123456789012345678901234567890, \"b\": NaN}");
  EXPECT_EQ((*first)->line, 1U);
  auto second = reader->next_text();
  ASSERT_TRUE(second.has_value() && second->has_value());
  EXPECT_EQ((*second)->text, "x");
  EXPECT_EQ((*second)->line, 3U);
  EXPECT_EQ(reader->next_text()->has_value(), false);
}

TEST(JsonlReader, a_missing_file_and_a_folder_are_refused_by_name) {
  const TemporaryFolder folder;
  EXPECT_EQ(read(folder.path() / "no"), Lines{"not_found: " + (folder.path() / "no").string() + ": no such file"});
  EXPECT_EQ(read(folder.path()),
            Lines{"invalid_input: " + folder.path().string() + " is a directory; name a .jsonl or .jsonl.gz file"});
}

TEST(JsonlWriter, what_is_written_is_read_plain_and_zipped) {
  const TemporaryFolder folder;
  for (const char* name : {"f.jsonl", "f.jsonl.gz", "f.jsonl.zst"}) {
    auto writer = JsonlWriter::create(folder.path() / name);
    ASSERT_EQ(outcome_of(writer), "ok");
    ASSERT_EQ(outcome_of(writer->write(json::object{{"a", 1.5}})), "ok");
    ASSERT_EQ(outcome_of(writer->write_text(R"({"a": NaN})")), "ok");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / name));
    ASSERT_EQ(outcome_of(writer->commit()), "ok");
    EXPECT_EQ(read(folder.path() / name).front(), R"(1 {"a":1.5})") << name;
  }
  EXPECT_EQ(bytes_of(folder.path() / "f.jsonl"), "{\"a\":1.5}\n{\"a\": NaN}\n");
  EXPECT_EQ(bytes_of(folder.path() / "f.jsonl.gz").substr(0, 2), "\x1f\x8b");
}

TEST(JsonlWriter, without_commit_nothing_appears_and_nothing_stays) {
  const TemporaryFolder folder;
  const auto path = folder.write("f.jsonl", "old\n");
  {
    auto writer = JsonlWriter::create(path);
    ASSERT_EQ(outcome_of(writer), "ok");
    ASSERT_EQ(outcome_of(writer->write(json::object{{"a", 1}})), "ok");
  }
  EXPECT_EQ(bytes_of(path), "old\n");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(JsonlWriter, a_place_that_cannot_be_written_is_named) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "no" / "f.jsonl";
  EXPECT_EQ(outcome_of(JsonlWriter::create(path)).substr(0, 20 + path.size()), "host: cannot create " + path);
}

}  // namespace
}  // namespace oyer
