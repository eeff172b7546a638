#include "graders/record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "graders/ledger.h"
#include "tests/graders/grades.h"
#include "tests/support/result.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using namespace test;

RewardRecord mixed() {
  Grade grade = refused(Verdict::time_limit, {passed("base/0", "base"), failed("plus/0", Verdict::time_limit, "plus")});
  grade.cases.push_back({"plus/1", "plus", Visibility::public_test, Outcome::not_run, std::nullopt, ""});
  grade.flags = {"confirmed_time", "mutated_arguments"};
  grade.ending = sandbox::TimedOut{sandbox::Clock::cpu};
  grade.evidence = {3, 2, 2, true};
  RewardRecord record = record_of(grade, "Own/1", 3);
  record.measured.candidate.cpu = Nanos(123);
  record.measured.runs = 2;
  return record;
}

TEST(Record, reads_back_whole_after_printing) {
  RewardRecord turn = mixed();
  turn.turn = {"e7", 2, 1, false};
  for (const RewardRecord& record : {mixed(), turn, record_of(accepted()), record_of(refused(Verdict::no_code, {}))}) {
    const std::string text = json::print(to_json(record));
    const auto back = record_from_json(json::parse(text).value().as_object());
    ASSERT_EQ(outcome_of(back), "ok");
    EXPECT_EQ(json::print(to_json(*back)), text);
    EXPECT_EQ(back->turn, record.turn);
    EXPECT_TRUE(same_but_measured(record, *back));
  }
}

// The fields that records of earlier ledgers lack.
constexpr const char* later_fields[] = {"task_digest", "episode",          "turn",   "parent_turn",
                                        "last_turn",   "candidate_digest", "public", "private"};

TEST(Record, of_an_earlier_ledger_is_read_and_stands_alone) {
  json::object object = to_json(mixed());
  for (const char* field : later_fields) object.erase(field);
  const auto back = record_from_json(object);
  ASSERT_EQ(outcome_of(back), "ok");
  EXPECT_EQ(back->turn, Turn{});
  EXPECT_EQ(back->task_digest, std::nullopt);
  EXPECT_EQ(identity_of(*back), identity_of(mixed()));
}

TEST(Record, identities_tell_turns_apart) {
  RewardRecord first = mixed(), second = mixed();
  first.turn = {"e7", 0, std::nullopt, false};
  second.turn = {"e7", 1, 0, true};
  EXPECT_NE(identity_of(first), identity_of(mixed()));
  EXPECT_NE(identity_of(first), identity_of(second));
}

TEST(Record, gives_a_letter_to_each_test_by_who_may_see_it) {
  const json::object object = to_json(mixed());
  EXPECT_EQ(object.at("public"), json::value("N"));
  EXPECT_EQ(object.at("private"), json::value("PF"));
}

TEST(Record, an_infra_error_has_neither_verdict_nor_tests) {
  RewardRecord record = record_of(accepted());
  record.outcome = host_error("no keeper", 12);
  const json::object object = to_json(record);
  EXPECT_TRUE(object.at("verdict").is_null());
  EXPECT_EQ(object.if_contains("tests"), nullptr);
  const auto back = record_from_json(object);
  ASSERT_EQ(outcome_of(back), "ok");
  EXPECT_EQ(std::get<Error>(back->outcome).os_errno, 12);
  EXPECT_EQ(std::get<Error>(back->outcome).kind, Error::Kind::host);
}

TEST(Record, measured_values_are_outside_every_comparison) {
  RewardRecord a = mixed(), b = mixed();
  b.measured = Measured{};
  EXPECT_TRUE(same_but_measured(a, b));
  b.index = 4;
  EXPECT_FALSE(same_but_measured(a, b));
}

TEST(Record, the_key_depends_on_code_task_and_setting_only) {
  const RewardRecord record = mixed();
  const auto key = [](const RewardRecord& r) { return record_key(r.code, r.task, r.setting); };
  RewardRecord other = record;
  other.index = 9;
  other.completion = "prose around the same code";
  other.provenance.origin = "another";
  other.setting.toolchain_name = "a nicer name";
  EXPECT_EQ(key(other), record.key);
  for (int field = 0; field < 11; ++field) {
    other = record;
    if (field == 0) other.code = *record.code + " ";
    if (field == 1) other.task = sha256("other");
    if (field == 2) other.setting.limits.cpu += Nanos(1);
    if (field == 3) other.setting.toolchain = "x";
    if (field == 4) other.setting.profile = "evalplus";
    if (field == 5) other.setting.seeds.hash = 1;
    if (field == 6) other.setting.stop_at_first = true;
    if (field == 7) other.setting.challenge = true;
    if (field == 8) other.setting.weak = true;
    if (field == 9) other.setting.replays = 2;
    if (field == 10) other.setting.faithful = to_string(sha256("what was run"));
    EXPECT_NE(key(other), record.key) << field;
  }
  other = record;
  other.code = "";
  const Digest empty = key(other);
  other.code = std::nullopt;
  EXPECT_NE(key(other), empty);
}

// Judged three times, and faithfully.
RewardRecord compared() {
  RewardRecord record = mixed();
  Grade grade = *record.grade();
  grade.replays = {Verdict::accepted, Verdict::time_limit, Verdict::time_limit};
  grade.flags.emplace_back(replays_disagree);
  grade.faithful = Faithful{
      "evalplus",
      {{"base", FaithfulOutcome::passed, ""}, {"plus", FaithfulOutcome::failed, "0 of 2 inputs passed; input 0: E"}}};
  record.outcome = grade;
  record.setting.replays = 3;
  record.setting.faithful = to_string(sha256("what was run"));
  record.key = record_key(record.code, record.task, record.setting);
  return record;
}

TEST(Record, keeps_every_judgement_and_what_was_said_in_one_process) {
  const RewardRecord record = compared();
  const auto back = record_from_json(to_json(record));
  ASSERT_EQ(outcome_of(back), "ok");
  EXPECT_EQ(*back->grade(), *record.grade());
  EXPECT_EQ(back->setting, record.setting);
  EXPECT_EQ(json::print(to_json(record).at("replays")), R"(["accepted","time_limit","time_limit"])");
  EXPECT_EQ(to_json(record).at("faithful").at("passed"), json::value(false));
}

TEST(Record, of_a_candidate_that_a_deadline_cut_short_may_lack_judgements_and_reads_back) {
  RewardRecord record = compared();
  Grade grade = *record.grade();
  grade.replays.pop_back();
  grade.faithful.reset();
  record.outcome = grade;
  EXPECT_NE(outcome_of(record_from_json(to_json(record))), "ok");
  grade.flags.emplace_back(cut_short);
  std::sort(grade.flags.begin(), grade.flags.end());
  record.outcome = grade;
  const auto back = record_from_json(to_json(record));
  ASSERT_EQ(outcome_of(back), "ok");
  EXPECT_EQ(*back->grade(), grade);
}

TEST(Record, rewards_are_those_of_the_hardened_verdict) {
  RewardRecord record = compared();
  Grade grade = *record.grade();
  grade.faithful->groups[1] = {"plus", FaithfulOutcome::passed, ""};
  record.outcome = grade;
  EXPECT_TRUE(record.grade()->faithful->passed());
  EXPECT_EQ(reward(record, parse_rule("binary").value()), 0.0);
  EXPECT_EQ(reward(record, parse_rule("rlef").value()), -1.0);
}

TEST(Record, that_says_otherwise_than_its_setting_how_it_was_judged_is_corrupt) {
  for (const char* field : {"replays", "faithful"}) {
    json::object object = to_json(compared());
    object.erase(field);
    EXPECT_EQ(outcome_of(record_from_json(object)),
              "corrupt: record.setting: does not match how this record was judged")
        << field;
  }
  json::object better = to_json(compared());
  better["replays"] = json::array{"accepted", "time_limit", "no_code"};
  EXPECT_EQ(outcome_of(record_from_json(better)),
            "corrupt: record.verdict: grade: a replay came out worse than its verdict");
  json::object forged = to_json(compared());
  forged.at("faithful").as_object()["passed"] = true;
  EXPECT_EQ(outcome_of(record_from_json(forged)), "corrupt: record.faithful.passed: contradicts the groups");
}

TEST(Record, keeps_what_was_left_out_and_what_was_added) {
  RewardRecord record = mixed();
  record.setting.stop_at_first = record.setting.challenge = true;
  record.key = record_key(record.code, record.task, record.setting);
  const auto back = record_from_json(to_json(record));
  ASSERT_TRUE(back.has_value()) << to_string(back.error());
  EXPECT_TRUE(back->setting.stop_at_first);
  EXPECT_TRUE(back->setting.challenge);
  EXPECT_EQ(back->key, record.key);
}

TEST(Record, of_the_weak_tier_is_never_sound_and_says_so_once) {
  RewardRecord record = mixed();
  Grade grade = *record.grade();
  EXPECT_TRUE(grade.sound());
  grade.weak = record.setting.weak = true;
  EXPECT_FALSE(grade.sound());
  record.outcome = grade;
  record.key = record_key(record.code, record.task, record.setting);
  json::object object = to_json(record);
  EXPECT_EQ(object.at("sound"), json::value(false));
  EXPECT_EQ(object.at("setting").at("tier"), json::value("weak"));
  const auto back = record_from_json(object);
  ASSERT_EQ(outcome_of(back), "ok");
  EXPECT_TRUE(back->setting.weak);
  EXPECT_TRUE(same_but_measured(record, *back));
  EXPECT_EQ(reward(*back, RewardRule{}), std::nullopt);
  object["sound"] = true;
  EXPECT_EQ(outcome_of(record_from_json(object)), "corrupt: record.sound: contradicts the isolation or the tier");
  object["sound"] = false;
  object["setting"].as_object()["tier"] = "strong";
  EXPECT_NE(outcome_of(record_from_json(object)), "ok");
}

TEST(Record, every_missing_field_is_named) {
  const json::object whole = to_json(mixed());
  for (const auto& member : whole) {
    const std::set<std::string_view> later(std::begin(later_fields), std::end(later_fields));
    if (later.contains(member.key()) && member.key() != "episode") continue;
    json::object object = whole;
    object.erase(member.key());
    const auto back = record_from_json(object);
    ASSERT_FALSE(back) << member.key();
    EXPECT_EQ(back.error().kind, Error::Kind::corrupt) << member.key();
    const std::string name(member.key().data(), member.key().size());
    EXPECT_NE(back.error().what.find("record." + name), std::string::npos) << back.error().what;
  }
}

TEST(Record, every_field_of_a_wrong_type_is_refused) {
  const json::object whole = to_json(mixed());
  for (const auto& member : whole) {
    for (const json::value& wrong : {json::value(-1), json::value("?"), json::value(json::array{json::array{}})}) {
      json::object object = whole;
      if (member.value().kind() == wrong.kind() && member.key() != "measured") continue;
      object[member.key()] = wrong;
      EXPECT_FALSE(record_from_json(object)) << member.key() << " " << wrong;
    }
  }
}

TEST(Record, contradictions_are_corrupt) {
  struct Row {
    const char* key;
    json::value value;
    const char* says;
  };
  const Row rows[] = {
      {"schema", "oyer.record/2", "corrupt: record.schema: is not oyer.record/1"},
      {"surprise", 1, "corrupt: record.surprise: is not a field of this schema"},
      {"sound", false, "corrupt: record.sound: contradicts the isolation or the tier"},
      {"passed", 2, "corrupt: record.passed: passed and total are not what the tests add up to"},
      {"verdict", "accepted", "corrupt: record.verdict: grade: accepted, though not all cases passed"},
      {"verdict", "AC", "corrupt: record.verdict: \"AC\" is not one of its names"},
      {"code", "other", "corrupt: record.key: does not match the code, task and setting of this record"},
      {"candidate_digest", json::value(to_string(sha256("another"))),
       "corrupt: record.candidate_digest: does not match the completion"},
      {"public", "P", "corrupt: record.public: is not what the tests say, a letter for each"},
      {"parent_turn", 0, "corrupt: record.parent_turn: is not an earlier turn"},
      {"task", "00", "corrupt: record.task: is not a digest of 64 lower-case hexadecimal digits"},
  };
  for (const Row& row : rows) {
    json::object object = to_json(mixed());
    object[row.key] = row.value;
    EXPECT_EQ(outcome_of(record_from_json(object)), row.says);
  }
}

// Every object of a record has exactly the fields that the schema gives it; "" when that holds, else the place.
std::string differs_from(const json::value& value, const json::object& schema, const json::object& all,
                         const std::string& place) {
  if (const json::string* reference = json::find_string(schema, "$ref")) {
    const std::string name(json::view(*reference).substr(std::string_view("#/$defs/").size()));
    return differs_from(value, all.at("$defs").as_object().at(name).as_object(), all, place);
  }
  if (const json::array* any = json::find_array(schema, "anyOf"); any != nullptr && !value.is_null()) {
    return differs_from(value, (*any)[0].as_object(), all, place);
  }
  if (const json::array* items = value.if_array()) {
    for (const json::value& item : *items) {
      const std::string bad = differs_from(item, schema.at("items").as_object(), all, place + "[]");
      if (!bad.empty()) return bad;
    }
  }
  const json::object* object = value.if_object();
  const json::object* properties = json::find_object(schema, "properties");
  if (object == nullptr || properties == nullptr || place.ends_with(".ending")) return "";
  if (const json::array* required = json::find_array(schema, "required")) {
    for (const json::value& name : *required) {
      if (!object->contains(name.as_string())) return place + " lacks " + std::string(json::view(name.as_string()));
    }
  }
  for (const auto& member : *object) {
    if (!properties->contains(member.key())) return place + " has " + std::string(member.key());
    const auto& inner = properties->at(member.key()).as_object();
    const std::string bad = differs_from(member.value(), inner, all, place + "." + std::string(member.key()));
    if (!bad.empty()) return bad;
  }
  return "";
}

TEST(Record, has_exactly_the_fields_of_its_schema) {
  const std::string path = std::string(OYER_SOURCE_DIR) + "/docs/schemas/record.schema.json";
  const json::value schema = json::parse(read_file(path).value()).value();
  EXPECT_EQ(differs_from(to_json(mixed()), schema.as_object(), schema.as_object(), "record"), "");
  json::object other = to_json(mixed());
  other["measured"].as_object()["more"] = 1;
  EXPECT_EQ(differs_from(other, schema.as_object(), schema.as_object(), "record"), "record.measured has more");
  other = to_json(mixed());
  other["setting"].as_object().erase("seeds");
  EXPECT_EQ(differs_from(other, schema.as_object(), schema.as_object(), "record"), "record.setting lacks seeds");
}

TEST(Limits, read_back_whole_and_strictly) {
  sandbox::Limits limits;
  limits.cpu = Nanos(7);
  limits.scratch_files = 3;
  EXPECT_EQ(limits_from_json(to_json(limits)).value(), limits);
  json::object object = to_json(limits);
  object.erase("stack_bytes");
  EXPECT_EQ(outcome_of(limits_from_json(object)), "corrupt: limits.stack_bytes: is missing");
}

}  // namespace
}  // namespace oyer::graders
