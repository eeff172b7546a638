#include "datasets/row_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/jsonl.h"
#include "tests/datasets/scratch.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using Type = Column::Type;
using test::outcome_of;

Columns some_columns() {
  return {{"name", Type::text, false, {}},
          {"count", Type::whole, false, {}},
          {"share", Type::number, false, {}},
          {"right", Type::truth, false, {}},
          {"flags", Type::text, true, {}},
          {"chat", Type::record, true, {{"role", Type::text, false, {}}, {"content", Type::text, false, {}}}}};
}

const json::object row{{"name", "a \"b\"\n"}, {"count", 3},
                       {"share", 0.5},        {"right", true},
                       {"flags", {"x", "y"}}, {"chat", {json::object{{"role", "user"}, {"content", "é"}}}}};

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Status write(const std::filesystem::path& path, RowFormat format) {
  OYER_TRY(auto file, RowFile::create(path, format, some_columns()));
  OYER_TRY_STATUS(file.write(row));
  OYER_TRY_STATUS(file.write({{"count", 4}}));
  return file.commit();
}

TEST(RowFile, of_json_lines_has_every_column_in_its_order) {
  const Scratch scratch;
  const auto path = scratch.at("") / "rows.jsonl";
  ASSERT_EQ(outcome_of(write(path, RowFormat::jsonl)), "ok");
  EXPECT_EQ(read_file(path).value(),
            "{\"name\":\"a \\\"b\\\"\\n\",\"count\":3,\"share\":0.5,\"right\":true,\"flags\":[\"x\",\"y\"],"
            "\"chat\":[{\"role\":\"user\",\"content\":\"é\"}]}\n"
            "{\"name\":null,\"count\":4,\"share\":null,\"right\":null,\"flags\":null,\"chat\":null}\n");
}

TEST(RowFile, that_cannot_be_begun_leaves_nothing) {
  const Scratch scratch;
  const Columns twice = {{"name", Type::text, false, {}}, {"name", Type::text, false, {}}};
  EXPECT_THAT(outcome_of(RowFile::create(scratch.at("") / "rows.sqlite", RowFormat::sqlite, twice)),
              testing::HasSubstr("duplicate column name"));
  EXPECT_EQ(files_in(scratch.at("")), 0U);
}

TEST(RowFile, that_cannot_take_its_name_says_so_and_leaves_nothing) {
  for (const auto& [format, name] :
       {std::pair(RowFormat::jsonl, "rows.jsonl"), std::pair(RowFormat::sqlite, "rows.db")}) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.at(name));
    EXPECT_THAT(outcome_of(write(scratch.at(name), format)),
                testing::HasSubstr("cannot write " + scratch.at(name).string()));
    EXPECT_EQ(files_in(scratch.at("")), 1U);
  }
}

class EveryFormat : public testing::TestWithParam<std::pair<RowFormat, const char*>> {};

INSTANTIATE_TEST_SUITE_P(RowFile, EveryFormat,
                         testing::Values(std::pair(RowFormat::jsonl, "rows.jsonl"),
                                         std::pair(RowFormat::parquet, "rows.parquet"),
                                         std::pair(RowFormat::sqlite, "rows.sqlite")),
                         [](const auto& one) { return std::string(one.param.second).substr(5); });

TEST_P(EveryFormat, has_the_same_bytes_for_the_same_rows) {
  const auto [format, name] = GetParam();
  const Scratch one, two;
  ASSERT_EQ(outcome_of(write(one.at("") / name, format)), "ok");
  ASSERT_EQ(outcome_of(write(two.at("") / name, format)), "ok");
  EXPECT_EQ(read_file(one.at("") / name).value(), read_file(two.at("") / name).value());
  EXPECT_EQ(files_in(one.at("")), 1U);
}

TEST_P(EveryFormat, leaves_the_old_file_and_nothing_else_without_commit) {
  const auto [format, name] = GetParam();
  const Scratch scratch;
  ASSERT_TRUE(write_file(scratch.at("") / name, "old"));
  {
    auto file = RowFile::create(scratch.at("") / name, format, some_columns());
    ASSERT_EQ(outcome_of(file), "ok");
    ASSERT_EQ(outcome_of(file->write(row)), "ok");
  }
  EXPECT_EQ(read_file(scratch.at("") / name).value(), "old");
  EXPECT_EQ(files_in(scratch.at("")), 1U);
}

TEST_P(EveryFormat, refuses_a_member_that_is_no_column) {
  const auto [format, name] = GetParam();
  const Scratch scratch;
  auto file = RowFile::create(scratch.at("") / name, format, some_columns());
  ASSERT_EQ(outcome_of(file), "ok");
  EXPECT_EQ(outcome_of(file->write({{"secret", 1}})),
            "invalid_input: a row has a member that is no column: {\"secret\":1}");
}

TEST_P(EveryFormat, says_where_it_cannot_write) {
  const auto [format, name] = GetParam();
  const Scratch scratch;
  const auto nowhere = scratch.at("") / "none" / name;
  EXPECT_THAT(outcome_of(RowFile::create(nowhere, format, some_columns())), testing::HasSubstr(nowhere.string()));
}

}  // namespace
}  // namespace oyer::datasets
