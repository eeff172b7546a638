#include "graders/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graders/detail/pairs.h"
#include "tests/graders/grades.h"
#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using namespace test;
using testing::ElementsAre;

std::shared_ptr<const datasets::Task> task(const std::string& id) {
  auto made = std::make_shared<datasets::Task>();
  made->id = id;
  made->prompt = "Write " + id + ".";
  return made;
}

// An answer that passes so many of ten tests.
ExportItem answer(std::uint64_t index, unsigned count, const std::string& id = "A") {
  std::vector<CaseResult> cases;
  for (unsigned i = 0; i < 10; ++i) {
    cases.push_back(i < count ? passed(std::to_string(i)) : failed(std::to_string(i)));
  }
  ExportItem item{
      index + 1, record_of(count == 10 ? accepted(cases) : refused(Verdict::wrong_answer, cases), id, index), task(id)};
  item.record.completion = "answer " + std::to_string(index);
  return item;
}

ExportItem broken(std::uint64_t index, const std::string& id = "A") {
  ExportItem item = answer(index, 10, id);
  item.record.outcome = host_error("no keeper over SECRET", 0);
  return item;
}

struct Exported {
  std::vector<std::string> rows;
  ExportReport report;
};

Exported exported(ExportTarget target, std::vector<ExportItem> items, ExportOptions options = {}) {
  options.target = target;
  Exported result;
  const auto report = export_records(std::move(items), options, [&](const json::object& row) -> Status {
    result.rows.push_back(json::print(row));
    return {};
  });
  EXPECT_EQ(outcome_of(report), "ok");
  if (report) result.report = *report;
  return result;
}

ExportOptions plain() {
  ExportOptions options;
  options.chat = false;
  return options;
}

TEST(Export, of_labels_leaves_out_what_could_not_be_judged_and_counts_it) {
  const Exported all = exported(ExportTarget::trl_kto, {answer(1, 3), broken(2), answer(0, 10)}, plain());
  EXPECT_THAT(all.rows,
              ElementsAre(R"({"prompt":"Write A.","completion":"answer 0","label":true,"task_id":"A","index":0,)"
                          R"("reward":1.0,"rule":"binary/1"})",
                          R"({"prompt":"Write A.","completion":"answer 1","label":false,"task_id":"A","index":1,)"
                          R"("reward":0.0,"rule":"binary/1"})"));
  EXPECT_EQ(all.report, (ExportReport{.records = 3, .rows = 2, .infra_errors = 1}));
}

TEST(Export, of_records_says_null_where_nothing_was_found_out) {
  const Exported all = exported(ExportTarget::records, {broken(0), answer(1, 10)});
  ASSERT_EQ(all.rows.size(), 2U);
  const json::object row = json::parse(all.rows[0]).value().as_object();
  EXPECT_TRUE(row.at("reward").is_null());
  EXPECT_EQ(row.if_contains("verdict"), nullptr);
  EXPECT_EQ(row.at("infra_error"), json::value("host"));
  EXPECT_EQ(all.rows[0].find("SECRET"), std::string::npos);
  EXPECT_EQ(json::parse(all.rows[1]).value().as_object().at("reward"), json::value(1.0));
}

TEST(Export, of_prompts_has_a_row_for_each_task_and_null_where_none_of_its_answers_was_judged) {
  for (const ExportTarget target : {ExportTarget::trl_prompt, ExportTarget::openrlhf, ExportTarget::nemo_rl}) {
    const Exported all = exported(target, {answer(0, 10, "B"), answer(1, 2, "B"), broken(2, "B"), broken(0, "A")});
    ASSERT_EQ(all.rows.size(), 2U);
    const json::object a = json::parse(all.rows[0]).value().as_object();
    const json::object b = json::parse(all.rows[1]).value().as_object();
    EXPECT_EQ(a.at("task_id"), json::value("A"));
    EXPECT_TRUE(a.at("pass_rate").is_null() && a.at("reward_mean").is_null());
    EXPECT_EQ(b.at("pass_rate"), json::value(0.5));
    EXPECT_EQ(b.at("candidates").to_number<int>(), 2);
    EXPECT_EQ(all.report, (ExportReport{.records = 4, .rows = 2, .infra_errors = 2}));
  }
}

TEST(Export, of_verl_and_skyrl_names_the_tests_and_does_not_hold_them) {
  EXPECT_EQ(exported(ExportTarget::verl, {answer(0, 10)}).rows.at(0),
            R"({"data_source":"oyer","prompt":[{"role":"user","content":"Write A."}],"reward_model":{"ground_truth":)"
            R"("{\"task_id\":\"A\",\"task\":\")" +
                to_string(sha256("A")) + R"(\"}","style":"rule"},"extra_info":{"task_id":"A","task":")" +
                to_string(sha256("A")) +
                R"(","candidates":1,"pass_rate":1.0,"reward_mean":1.0,"rule":"binary/1","index":0,"split":"train"},)"
                R"("ability":"code"})");
  const json::object row = json::parse(exported(ExportTarget::skyrl, {answer(0, 10)}).rows.at(0)).value().as_object();
  EXPECT_EQ(row.at("env_class"), json::value("oyer"));
  EXPECT_EQ(row.at("reward_spec").at("method"), json::value("rule"));
}

TEST(Export, takes_the_last_record_with_a_verdict_of_each_candidate) {
  ExportItem late = answer(0, 10), later = answer(0, 3);
  const Exported all = exported(ExportTarget::trl_kto, {broken(0), late, later, broken(0)}, plain());
  EXPECT_THAT(all.rows, ElementsAre(testing::HasSubstr(R"("label":false)")));
  EXPECT_EQ(all.report, (ExportReport{.records = 4, .rows = 1, .superseded = 3}));
}

TEST(Export, leaves_out_answers_that_came_after_feedback_and_those_without_a_prompt) {
  ExportItem first = answer(0, 3), second = answer(0, 10), unknown = answer(2, 10);
  first.record.turn = {"e", 0, std::nullopt, false};
  second.record.turn = {"e", 1, 0, true};
  second.record.completion = "second";
  unknown.task = nullptr;
  for (const ExportTarget target : {ExportTarget::trl_kto, ExportTarget::trl_preference}) {
    const Exported all = exported(target, {first, second, answer(1, 10), unknown});
    EXPECT_EQ(all.report.turns, 2U);
    EXPECT_EQ(all.report.promptless, 1U);
  }
  ExportItem lost = broken(3, "Z");
  lost.task = nullptr;
  EXPECT_EQ(exported(ExportTarget::trl_prompt, {lost}).report, (ExportReport{.records = 1, .promptless = 1}));
  const Exported prompts = exported(ExportTarget::trl_prompt, {first, second});
  EXPECT_EQ(json::parse(prompts.rows.at(0)).value().as_object().at("pass_rate"), json::value(1.0));
}

TEST(Export, of_unsound_grades_gives_nothing_unless_asked) {
  ExportItem shared = answer(0, 10);
  std::get<Grade>(shared.record.outcome).isolation = Isolation::shared_process;
  EXPECT_EQ(exported(ExportTarget::trl_kto, {shared}).report, (ExportReport{.records = 1, .unsound = 1}));
  EXPECT_EQ(exported(ExportTarget::trl_prompt, {shared}).report, (ExportReport{.records = 1, .rows = 1, .unsound = 1}));
  ExportOptions asked;
  asked.rule.accept_unsound = true;
  EXPECT_EQ(exported(ExportTarget::trl_kto, {shared}, asked).report, (ExportReport{.records = 1, .rows = 1}));
}

TEST(Export, has_no_member_that_is_no_column) {
  for (const char* name :
       {"records", "trl-prompt", "trl-preference", "trl-kto", "verl", "openrlhf", "skyrl", "nemo-rl"}) {
    ExportOptions options;
    options.target = parse_export_target(name).value();
    EXPECT_EQ(name_of(options.target), name);
    std::vector<std::string> columns;
    for (const datasets::Column& column : export_columns(options)) columns.push_back(column.name);
    const Exported all = exported(options.target, {answer(0, 10), answer(1, 1), broken(2)}, options);
    ASSERT_FALSE(all.rows.empty()) << name;
    for (const std::string& row : all.rows) {
      const json::object object = json::parse(row).value().as_object();
      for (const auto& member : object) EXPECT_THAT(columns, testing::Contains(std::string(member.key()))) << name;
    }
  }
}

// "1>3": who is chosen over whom.
std::vector<std::string> pairs(std::vector<unsigned> shares, const std::string& rule, std::uint64_t most = 32) {
  std::vector<ExportItem> items;
  for (std::size_t i = 0; i < shares.size(); ++i) items.push_back(answer(i, shares[i]));
  std::vector<const ExportItem*> all;
  for (const ExportItem& item : items) all.push_back(&item);
  PairRule read = parse_pair_rule(rule).value();
  read.most = most;
  std::vector<std::string> told;
  for (const auto& [chosen, rejected] : detail::pairs_of(all, read)) {
    told.push_back(std::to_string(chosen->record.index) + ">" + std::to_string(rejected->record.index));
  }
  return told;
}

TEST(Pairs, are_acecoders_by_a_share_of_80_percent_and_a_gap_of_40_points) {
  EXPECT_THAT(pairs({10, 6, 7, 0}, "acecoder"), ElementsAre("0>3", "0>1"));
  EXPECT_THAT(pairs({8, 4, 5}, "acecoder"), ElementsAre("0>1"));
  EXPECT_THAT(pairs({7, 0}, "acecoder"), ElementsAre());
  EXPECT_THAT(pairs({9, 8, 4}, "acecoder"), ElementsAre("0>2", "1>2"));
}

TEST(Pairs, are_by_verdict_or_by_a_share_and_a_gap_of_ones_own) {
  EXPECT_THAT(pairs({10, 9, 10}, "accepted"), ElementsAre("0>1", "2>1"));
  EXPECT_THAT(pairs({5, 4}, "0.5/0.1"), ElementsAre("0>1"));
  for (const char* bad : {"best", "0.8", "0.8/0", "2/0.1", "0.8/0.4x", "/"}) {
    EXPECT_THAT(outcome_of(parse_pair_rule(bad)), testing::HasSubstr("is no rule for pairs")) << bad;
  }
}

TEST(Pairs, of_a_task_are_cut_to_those_with_the_largest_gaps_and_spread_over_the_answers) {
  EXPECT_THAT(pairs({9, 10, 0}, "acecoder", 1), ElementsAre("1>2"));
  EXPECT_THAT(pairs({10, 10, 10, 0, 0, 0}, "acecoder", 4), ElementsAre("0>3", "1>3", "2>3", "0>4"));
}

TEST(Pairs, of_the_same_text_are_none) {
  ExportItem right = answer(0, 10), flaky = answer(1, 0);
  flaky.record.completion = right.record.completion;
  EXPECT_TRUE(detail::pairs_of({&right, &flaky}, {}).empty());
}

}  // namespace
}  // namespace oyer::graders
