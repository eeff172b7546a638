// oyer eval: benchmarks in their own format, scored.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "base/json.h"
#include "base/jsonl.h"
#include "tests/cli/benchmark.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

namespace fs = std::filesystem;

TEST(EvalLive, samples_get_humanevals_results_in_their_own_order) {
  const Place place;
  const auto data = place.write("data.jsonl", small_benchmark(2));
  const auto samples = place.write("samples.jsonl", sample(1, "x + 1", R"(, "seed": 12345678901234567890123)") +
                                                        sample(0, "x") + sample(1, "x + 2") + sample(0, "x - 0"));
  const Ended ended = place.oyer({"eval", "humaneval", "--data", data, "--samples", samples, "--out",
                                  place.path("results.jsonl"), "--json", "--pass-at", "1,2,3"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(place.bytes("results.jsonl"),
            R"({"task_id": "HumanEval/1", "completion": "    return x + 1\n", "seed": 12345678901234567890123, )"
            R"("result": "passed", "passed": true})"
            "\n"
            R"({"task_id": "HumanEval/0", "completion": "    return x\n", "result": "passed", "passed": true})"
            "\n"
            R"({"task_id": "HumanEval/1", "completion": "    return x + 2\n", )"
            R"("result": "failed: wrong_answer: check: got 3", "passed": false})"
            "\n"
            R"({"task_id": "HumanEval/0", "completion": "    return x - 0\n", "result": "passed", "passed": true})"
            "\n");
  const auto report = json::parse(ended.out);
  ASSERT_TRUE(report.has_value()) << ended.out;
  EXPECT_EQ(json::print(report->at("verdicts")), R"({"accepted":3,"wrong_answer":1})");
  ASSERT_EQ(report->at("pass_at").as_array().size(), 2U) << "3 of 2 answers cannot be drawn";
  EXPECT_EQ(report->at("pass_at").at(0).at("mean"), 0.75);
  EXPECT_EQ(report->at("pass_at").at(1).at("mean"), 1.0);
  EXPECT_EQ(report->at("ledger"), json::value(place.path("results.jsonl.ledger")));
}

TEST(EvalLive, what_is_known_is_not_run_again_unless_asked) {
  const Place place;
  const auto data = place.write("data.jsonl", small_benchmark(3));
  const std::vector<std::string> words = {"eval", "humaneval", "--data", data, "--reference", "--json"};
  const auto executed = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return json::parse(place.oyer(more).out)->at("measured").at("executed").as_int64();
  };
  EXPECT_EQ(executed({}), 3);
  EXPECT_TRUE(place.has("state/oyer/ledger"));
  EXPECT_EQ(executed({}), 0);
  EXPECT_EQ(executed({"--fresh"}), 3);
  EXPECT_EQ(executed({"--cpu", "7s"}), 3) << "another limit is other work";
}

TEST(EvalLive, at_the_deadline_what_is_unfinished_is_null_and_the_next_start_goes_on) {
  const Place place;
  const auto data = place.write("data.jsonl", small_benchmark(2));
  const auto samples = place.write("samples.jsonl", sample(0, "x") + sample(1, "[n for n in iter(int, 1) if n]") +
                                                        sample(1, "x + 1") + sample(0, "x - 0"));
  std::vector<std::string> words = {
      "eval",   "humaneval", "--data", data,   "--samples", samples, "--out", place.path("results.jsonl"),
      "--jobs", "1",         "--cpu",  "300s", "--wall",    "300s"};
  std::vector<std::string> late = words;
  late.insert(late.end(), {"--deadline", "6s"});
  const auto begun = std::chrono::steady_clock::now();
  const Ended ended = place.oyer(late);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60)) << "far below the limit of 300 s";
  const std::string rows = place.bytes("results.jsonl");
  EXPECT_NE(rows.find(R"("result": "infra_error: deadline", "passed": null)"), std::string::npos) << rows;
  EXPECT_EQ(rows.find("\"passed\": false"), std::string::npos) << "nobody reached a limit: " << rows;
  EXPECT_NE(ended.err.find("unfinished at the deadline: no verdict, no reward"), std::string::npos) << ended.err;
}

TEST(EvalLive, missing_answers_are_said) {
  const Place place;
  const auto data = place.write("data.jsonl", small_benchmark(3));
  const auto samples = place.write("samples.jsonl", sample(1, "x + 1"));
  const Ended ended = place.oyer({"eval", "humaneval", "--data", data, "--samples", samples});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err.find("2 of 3 tasks have no answer"), std::string::npos) << ended.err;
}

TEST(EvalLive, gzip_goes_in_and_out) {
  const Place place;
  const auto data = place.path("data.jsonl.gz");
  auto writer = JsonlWriter::create(data);
  ASSERT_TRUE(writer.has_value());
  const std::string row = small_benchmark(1);
  ASSERT_TRUE(writer->write_text(row.substr(0, row.size() - 1)).has_value() && writer->commit().has_value());
  const Ended ended =
      place.oyer({"eval", "humaneval", "--data", data, "--reference", "--out", place.path("r.jsonl.gz")});
  ASSERT_EQ(ended.code, 0) << ended.err;
  auto reader = JsonlReader::open(place.path("r.jsonl.gz"));
  ASSERT_TRUE(reader.has_value());
  const auto line = reader->next();
  ASSERT_TRUE(line.has_value() && line->has_value());
  EXPECT_EQ((*line)->row.at("passed"), true);
  EXPECT_EQ(place.bytes("r.jsonl.gz").substr(0, 2), "\x1f\x8b");
}

TEST(EvalLive, humaneval_references_all_pass) {
  const fs::path data = fs::path(OYER_SOURCE_DIR) / "../shared/data";
  if (!fs::exists(data)) GTEST_SKIP() << "no ../shared/data beside the checkout";
  const Place place;
  const Ended ended = place.oyer(
      {"eval", "humaneval", "--data", (data / "humaneval/HumanEval.jsonl.gz").string(), "--reference", "--json"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto report = json::parse(ended.out);
  EXPECT_EQ(json::print(report->at("verdicts")), R"({"accepted":164})");
  EXPECT_EQ(json::print(report->at("pass_at")), R"([{"tests":"all","k":1,"mean":1.0,"low":1.0,"high":1.0}])");
}

}  // namespace
}  // namespace oyer::cli::testing
