#include "runners/python_payload.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace oyer::runners {
namespace {

using std::string_literals::operator""s;

const std::string good_report =
    R"({"op":"report","nonce":"n","planned":2,"run":2,"calls":3,"answered":3,"complete":true,"tests":[)"
    R"({"id":"a","outcome":"passed","points":"PP"},{"id":"b","outcome":"failed","detail":"got 3","points":"PFN"}],)"
    R"("flags":{"mutated":1,"subclass":0,"opaque":0,"drained":0},"candidate_micros":12,)"
    R"("stopped":false,"setup_error":"","mutates":{"f":[0,"key"]}})";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(JudgeReport, is_read_whole) {
  const auto report = parse_report(good_report, "n");
  ASSERT_TRUE(report.has_value()) << to_string(report.error());
  EXPECT_EQ(report->planned, 2U);
  EXPECT_TRUE(report->is_evidence());
  EXPECT_FALSE(report->all_passed());
  EXPECT_EQ(report->tests[1], (TestReport{"b", TestOutcome::failed, "got 3", "", "PFN"}));
  EXPECT_EQ(report->mutated, 1U);
  EXPECT_EQ(report->mutates.at("f"), (std::vector<ArgumentName>{0U, "key"s}));
}

TEST(JudgeReport, of_another_nonce_is_refused) {
  const auto report = parse_report(good_report, "m");
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().kind, Error::Kind::protocol);
}

TEST(JudgeReport, that_contradicts_itself_is_refused) {
  const std::vector<std::pair<std::string, std::string>> lies{
      {R"("run":2)", R"("run":1)"},
      {R"("planned":2)", R"("planned":3)"},
      {R"("answered":3)", R"("answered":4)"},
      {R"("points":"PP")", R"("points":"PF")"},
      {R"("run":2)", R"("run":-1)"},
      {R"("complete":true)", R"("complete":true,"reason":"closed")"},
      {R"("failed")", R"("fine")"},
      {R"("complete":true)", R"("complete":1)"},
      {R"([0,"key"])", R"([-1])"},
      {R"("op":"report")", R"("op":"task")"}};
  for (const auto& [truth, lie] : lies) {
    const auto report = parse_report(with(good_report, truth, lie), "n");
    ASSERT_FALSE(report.has_value()) << lie;
    EXPECT_EQ(report.error().kind, Error::Kind::protocol) << lie;
  }
}

TEST(JudgeReport, is_evidence_only_when_everything_ran_and_was_answered) {
  const auto unanswered = parse_report(with(good_report, R"("answered":3)", R"("answered":2)"), "n");
  ASSERT_TRUE(unanswered.has_value());
  EXPECT_FALSE(unanswered->is_evidence());
  const auto incomplete =
      parse_report(with(good_report, R"("complete":true)", R"("complete":false,"reason":"closed")"), "n");
  ASSERT_TRUE(incomplete.has_value());
  EXPECT_FALSE(incomplete->is_evidence());
  EXPECT_EQ(incomplete->reason, EndReason::closed);
  const auto stopped =
      parse_report(with(with(with(good_report, R"("stopped":false)", R"("stopped":true)"), R"("run":2)", R"("run":1)"),
                        R"({"id":"a","outcome":"passed","points":"PP"})", R"({"id":"a","outcome":"not_run"})"),
                   "n");
  ASSERT_TRUE(stopped.has_value()) << to_string(stopped.error());
  EXPECT_TRUE(stopped->is_evidence()) << "a failed test is enough to stop at";
  EXPECT_FALSE(stopped->all_passed());
  JudgeReport empty;
  empty.complete = true;
  EXPECT_FALSE(empty.is_evidence()) << "no test at all proves nothing";
}

TEST(TaskReply, that_says_no_blames_the_task) {
  const auto reply = parse_task_reply(R"({"op":"task","ok":false,"error":"SyntaxError: x"})");
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().kind, Error::Kind::invalid_input);
}

TEST(MessageReader, cuts_messages_wherever_the_bytes_were_split) {
  const std::string stream = message_of(JudgeRequest{"n"}) + message_of(JudgeRequest{"m"});
  MessageReader reader;
  std::vector<std::string> found;
  for (const char byte : stream) {
    reader.feed({&byte, 1});
    auto message = reader.next();
    ASSERT_TRUE(message.has_value());
    if (message->has_value()) found.push_back(**message);
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{R"({"op":"judge","nonce":"n","stop_at_first":false,"back":false,"seed":0})",
                                      R"({"op":"judge","nonce":"m","stop_at_first":false,"back":false,"seed":0})"}));
}

TEST(MessageReader, refuses_a_length_beyond_the_limit) {
  MessageReader reader;
  reader.feed("\xff\xff\xff\xff");
  EXPECT_FALSE(reader.next().has_value());
}

std::string frame(char kind, std::uint64_t token, const std::string& body) {
  std::string bytes;
  const auto little = [&](std::uint64_t n, int width) {
    for (int i = 0; i < width; ++i) bytes.push_back(static_cast<char>(n >> (8 * i)));
  };
  little(body.size() + 14, 4);
  bytes.push_back(kind);
  bytes.push_back('\0');
  little(77, 4);
  little(token, 8);
  return bytes + body;
}

const std::string loaded = frame(32, 0, "N");

TEST(CaseReader, reads_answers_in_order_wherever_the_bytes_were_split) {
  CaseReader reader(2, 1_MiB);
  for (const char byte : loaded + frame(33, 0, "T") + frame(34, 1, "x") + frame(36, 2, "N")) {
    ASSERT_TRUE(reader.feed({&byte, 1}));
  }
  EXPECT_TRUE(reader.complete());
  ASSERT_EQ(reader.answers().size(), 2U);
  EXPECT_EQ(std::get<ValueAnswer>(reader.answers()[0].answer).frame, "T");
  EXPECT_EQ(std::get<RaisedAnswer>(reader.answers()[1].answer).frame, "x");
  EXPECT_EQ(reader.answers()[1].micros, 77U);
}

TEST(CaseReader, nothing_but_the_planned_frames_is_evidence) {
  const std::vector<std::pair<const char*, std::string>> streams{
      {"early", frame(33, 0, "T")},
      {"out of order", loaded + frame(33, 1, "T")},
      {"twice", loaded + frame(33, 0, "T") + frame(33, 0, "T")},
      {"one too many", loaded + frame(33, 0, "T") + frame(33, 1, "T") + frame(33, 2, "T")},
      {"ended too soon", loaded + frame(36, 0, "N")},
      {"after the end", loaded + frame(33, 0, "T") + frame(33, 1, "T") + frame(36, 2, "N") + "x"},
      {"unknown kind", loaded + frame(99, 0, "T")},
      {"too short", loaded + "\x01\x00\x00\x00"s + std::string(20, 'x')},
      {"too long", loaded + "\xff\xff\xff\xff"s + std::string(20, 'x')}};
  for (const auto& [what, bytes] : streams) {
    CaseReader reader(2, 1_MiB);
    EXPECT_FALSE(reader.feed(bytes)) << what;
    EXPECT_FALSE(reader.complete()) << what;
    EXPECT_NE(reader.violation(), "") << what;
    EXPECT_FALSE(reader.feed(frame(36, 2, "N"))) << what << ": broken for good";
  }
}

TEST(CaseReader, a_stream_that_stops_is_incomplete_and_keeps_what_it_had) {
  CaseReader reader(2, 1_MiB);
  EXPECT_TRUE(reader.feed(loaded + frame(33, 0, "T") + frame(33, 1, "T").substr(0, 9)));
  EXPECT_FALSE(reader.complete());
  EXPECT_EQ(reader.answers().size(), 1U);
}

TEST(CaseReader, a_source_that_did_not_load_says_so) {
  CaseReader reader(2, 1_MiB);
  EXPECT_TRUE(reader.feed(frame(34, 0, "error")));
  EXPECT_EQ(reader.load_error(), "error");
  EXPECT_FALSE(reader.loaded());
  EXPECT_FALSE(reader.complete());
}

TEST(Payload, names_its_role_first) {
  EXPECT_EQ(judge_payload(), "{u\x04\0\0\0roleu\x05\0\0\0judge0"s);
  EXPECT_EQ(payload_of(FunctionPayload{}).rfind("{u\x04\0\0\0roleu\x08\0\0\0function"s, 0), 0U);
  EXPECT_EQ(payload_of(CasesPayload{}).rfind("{u\x04\0\0\0roleu\x05\0\0\0cases"s, 0), 0U);
}

}  // namespace
}  // namespace oyer::runners
