#include "graders/record.h"

#include <array>

#include "graders/detail/fields.h"

namespace oyer::graders {

using detail::Fields;

namespace {

// ---- limits, usage, containment -------------------------------------------------------------------------------

json::object to_json(const Seeds& seeds) { return {{"hash", seeds.hash}, {"random", seeds.random}}; }

Result<Seeds> seeds_from_json(const json::object& object) {
  Fields fields(object, "record.setting.seeds");
  Seeds seeds;
  seeds.hash = fields.number("hash");
  seeds.random = fields.number("random");
  OYER_TRY_STATUS(fields.finish());
  return seeds;
}

Nanos nanos(std::uint64_t count) { return Nanos(static_cast<std::int64_t>(count)); }
constexpr std::uint64_t most_nanos = INT64_MAX;

json::object usage_to_json(const sandbox::Usage& usage) {
  return {{"cpu_ns", usage.cpu.count()},
          {"cpu_user_ns", usage.cpu_user.count()},
          {"cpu_system_ns", usage.cpu_system.count()},
          {"wall_ns", usage.wall.count()},
          {"memory_peak_bytes", usage.memory_peak.count},
          {"processes_left", usage.processes_left}};
}

Result<sandbox::Usage> usage_from_json(const json::object& object, std::string where) {
  Fields fields(object, std::move(where));
  sandbox::Usage usage;
  usage.cpu = nanos(fields.number("cpu_ns", most_nanos));
  usage.cpu_user = nanos(fields.number("cpu_user_ns", most_nanos));
  usage.cpu_system = nanos(fields.number("cpu_system_ns", most_nanos));
  usage.wall = nanos(fields.number("wall_ns", most_nanos));
  usage.memory_peak.count = fields.number("memory_peak_bytes");
  usage.processes_left = static_cast<std::uint32_t>(fields.number("processes_left", UINT32_MAX));
  OYER_TRY_STATUS(fields.finish());
  return usage;
}

std::optional<sandbox::Tier> parse_tier(std::string_view name) {
  for (const auto tier : {sandbox::Tier::strong, sandbox::Tier::reduced, sandbox::Tier::weak}) {
    if (sandbox::name_of(tier) == name) return tier;
  }
  return std::nullopt;
}

json::object containment_to_json(const sandbox::Containment& c) {
  return {{"tier", sandbox::name_of(c.tier)},
          {"cgroup", c.cgroup},
          {"user_namespace", c.user_namespace},
          {"distinct_uid", c.distinct_uid},
          {"user_notification", c.user_notification},
          {"memory_by", c.memory_by},
          {"processes_by", c.processes_by},
          {"cpu_by", c.cpu_by},
          {"profile", c.profile},
          {"profile_digest", c.profile_digest}};
}

Result<sandbox::Containment> containment_from_json(const json::object& object) {
  Fields fields(object, "record.containment");
  sandbox::Containment c;
  c.tier = fields.named("tier", parse_tier);
  c.cgroup = fields.text("cgroup");
  c.user_namespace = fields.boolean("user_namespace");
  c.distinct_uid = fields.boolean("distinct_uid");
  c.user_notification = fields.boolean("user_notification");
  c.memory_by = fields.text("memory_by");
  c.processes_by = fields.text("processes_by");
  c.cpu_by = fields.text("cpu_by");
  c.profile = fields.text("profile");
  c.profile_digest = fields.text("profile_digest");
  OYER_TRY_STATUS(fields.finish());
  return c;
}

// ---- grade ----------------------------------------------------------------------------------------------------

json::value optional_verdict(const std::optional<Verdict>& verdict) {
  return verdict ? json::value(name_of(*verdict)) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& items) {
  json::array result;
  for (const std::string& item : items) result.emplace_back(item);
  return result;
}

json::object faithful_to_json(const Faithful& faithful) {
  json::array groups;
  for (const FaithfulGroup& one : faithful.groups) {
    groups.emplace_back(json::object{{"group", one.group}, {"outcome", name_of(one.outcome)}, {"reason", one.reason}});
  }
  return {{"grader", faithful.grader}, {"passed", faithful.passed()}, {"groups", std::move(groups)}};
}

void put_grade(json::object& object, const Grade& grade) {
  const Tally all = tally(grade);
  object["reason"] = grade.reason;
  object["passed"] = all.passed;
  object["total"] = all.total;
  object["public"] = letters(grade, Visibility::public_test);
  object["private"] = letters(grade, Visibility::private_test);
  json::array tests;
  for (const CaseResult& one : grade.cases) {
    tests.emplace_back(json::object{{"id", one.id},
                                    {"group", one.group},
                                    {"visibility", datasets::name_of(one.visibility)},
                                    {"outcome", name_of(one.outcome)},
                                    {"verdict", optional_verdict(one.verdict)},
                                    {"reason", one.reason}});
  }
  object["tests"] = std::move(tests);
  if (!grade.profiles.empty()) {
    json::array profiles;
    for (const ProfileResult& one : grade.profiles) {
      profiles.emplace_back(
          json::object{{"profile", one.profile}, {"verdict", name_of(one.verdict)}, {"tests", one.tests}});
    }
    object["profiles"] = std::move(profiles);
  }
  if (grade.faithful) object["faithful"] = faithful_to_json(*grade.faithful);
  if (!grade.replays.empty()) {
    json::array replays;
    for (const Verdict verdict : grade.replays) replays.emplace_back(name_of(verdict));
    object["replays"] = std::move(replays);
  }
  if (!grade.diagnostics.empty()) object["diagnostics"] = grade.diagnostics;
  object["flags"] = texts(grade.flags);
  object["evidence"] = json::object{{"planned", grade.evidence.planned},
                                    {"run", grade.evidence.run},
                                    {"answered", grade.evidence.answered},
                                    {"nonce_ok", grade.evidence.nonce_ok}};
  object["isolation"] = datasets::name_of(grade.isolation);
  object["sound"] = grade.sound();
  object["ending"] = grade.ending ? json::value(sandbox::to_json(*grade.ending)) : json::value(nullptr);
}

Result<CaseResult> case_from_json(const json::value& value) {
  if (!value.is_object()) return fail(corrupt("record.tests: holds something that is not an object"));
  Fields fields(value.get_object(), "record.tests");
  CaseResult one;
  one.id = fields.text("id");
  one.group = fields.text("group");
  one.visibility = fields.named("visibility", datasets::parse_visibility);
  one.outcome = fields.named("outcome", parse_outcome);
  if (!fields.is_null("verdict")) one.verdict = fields.named("verdict", parse_verdict);
  one.reason = fields.text("reason");
  OYER_TRY_STATUS(fields.finish());
  return one;
}

Result<ProfileResult> profile_from_json(const json::value& value) {
  if (!value.is_object()) return fail(corrupt("record.profiles: holds something that is not an object"));
  Fields fields(value.get_object(), "record.profiles");
  ProfileResult one;
  one.profile = fields.text("profile");
  one.verdict = fields.named("verdict", parse_verdict);
  one.tests = fields.text("tests");
  OYER_TRY_STATUS(fields.finish());
  return one;
}

Result<FaithfulGroup> faithful_group_from_json(const json::value& value) {
  if (!value.is_object()) return fail(corrupt("record.faithful.groups: holds something that is not an object"));
  Fields fields(value.get_object(), "record.faithful.groups");
  FaithfulGroup one;
  one.group = fields.text("group");
  one.outcome = fields.named("outcome", parse_faithful_outcome);
  one.reason = fields.text("reason");
  OYER_TRY_STATUS(fields.finish());
  return one;
}

Result<Faithful> faithful_from_json(const json::object& object) {
  Fields fields(object, "record.faithful");
  Faithful faithful;
  faithful.grader = fields.text("grader");
  if (const json::array* groups = fields.array("groups")) {
    for (const json::value& one : *groups) faithful.groups.push_back(fields.take(faithful_group_from_json(one)));
  }
  if (fields.boolean("passed") != faithful.passed()) fields.refuse("passed", "contradicts the groups");
  OYER_TRY_STATUS(fields.finish());
  return faithful;
}

Result<Evidence> evidence_from_json(const json::object& object) {
  Fields fields(object, "record.evidence");
  Evidence evidence;
  evidence.planned = static_cast<std::uint32_t>(fields.number("planned", UINT32_MAX));
  evidence.run = static_cast<std::uint32_t>(fields.number("run", UINT32_MAX));
  evidence.answered = static_cast<std::uint32_t>(fields.number("answered", UINT32_MAX));
  evidence.nonce_ok = fields.boolean("nonce_ok");
  OYER_TRY_STATUS(fields.finish());
  return evidence;
}

// The grade's part of a record; the caller finishes `fields`.
Grade read_grade(Fields& fields, bool weak) {
  Grade grade;
  grade.weak = weak;
  grade.verdict = fields.named("verdict", parse_verdict);
  grade.reason = fields.text("reason");
  if (const json::array* tests = fields.array("tests")) {
    for (const json::value& test : *tests) grade.cases.push_back(fields.take(case_from_json(test)));
  }
  if (fields.has("profiles")) {
    if (const json::array* profiles = fields.array("profiles")) {
      for (const json::value& one : *profiles) grade.profiles.push_back(fields.take(profile_from_json(one)));
    }
  }
  if (fields.has("faithful")) {
    if (const json::object* faithful = fields.object("faithful")) {
      grade.faithful = fields.take(faithful_from_json(*faithful));
    }
  }
  if (fields.has("replays")) {
    for (const std::string& name : fields.texts("replays")) {
      const auto verdict = parse_verdict(name);
      if (!verdict) fields.refuse("replays", "\"" + name + "\" is no verdict");
      grade.replays.push_back(verdict.value_or(Verdict::no_code));
    }
  }
  if (fields.has("diagnostics")) grade.diagnostics = fields.text("diagnostics");
  grade.flags = fields.texts("flags");
  if (const json::object* evidence = fields.object("evidence")) {
    grade.evidence = fields.take(evidence_from_json(*evidence));
  }
  grade.isolation = fields.named("isolation", datasets::parse_isolation);
  if (!fields.is_null("ending")) {
    if (const json::object* ending = fields.object("ending")) {
      grade.ending = fields.take(sandbox::ending_from_json(*ending));
    }
  }
  const Tally all = tally(grade);
  if (fields.number("passed") != all.passed || fields.number("total") != all.total) {
    fields.refuse("passed", "passed and total are not what the tests add up to");
  }
  for (const auto visibility : {Visibility::public_test, Visibility::private_test}) {
    const std::string_view name = datasets::name_of(visibility);
    if (fields.has(name) && fields.text(name) != letters(grade, visibility)) {
      fields.refuse(name, "is not what the tests say, a letter for each");
    }
  }
  if (fields.boolean("sound") != grade.sound()) fields.refuse("sound", "contradicts the isolation or the tier");
  if (fields.ok()) {
    if (const Status good = check(grade); !good) fields.refuse("verdict", good.error().what);
  }
  return grade;
}

// ---- turn -----------------------------------------------------------------------------------------------------

void put_turn(json::object& object, const Turn& turn) {
  object["episode"] = turn.episode;
  object["turn"] = turn.number;
  object["parent_turn"] = turn.parent ? json::value(*turn.parent) : json::value(nullptr);
  object["last_turn"] = turn.last;
}

// Records older than these fields have none of them.
Turn read_turn(Fields& fields) {
  Turn turn;
  if (!fields.has("turn")) return turn;
  turn.episode = fields.text("episode");
  turn.number = static_cast<std::uint32_t>(fields.number("turn", UINT32_MAX));
  if (!fields.is_null("parent_turn")) {
    turn.parent = static_cast<std::uint32_t>(fields.number("parent_turn", UINT32_MAX));
    if (*turn.parent >= turn.number) fields.refuse("parent_turn", "is not an earlier turn");
  }
  turn.last = fields.boolean("last_turn");
  return turn;
}

// ---- error ----------------------------------------------------------------------------------------------------

std::optional<Error::Kind> parse_kind(std::string_view name) {
  using enum Error::Kind;
  for (const auto kind : {invalid_input, not_found, unsupported, host, protocol, corrupt, busy, cancelled, bug}) {
    if (oyer::name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

json::object error_to_json(const Error& error) {
  return {{"kind", oyer::name_of(error.kind)}, {"what", error.what}, {"errno", error.os_errno}};
}

Result<Error> error_from_json(const json::object& object) {
  Fields fields(object, "record.infra_error");
  Error error;
  error.kind = fields.named("kind", parse_kind);
  error.what = fields.text("what");
  error.os_errno = static_cast<int>(fields.number("errno", INT32_MAX));
  OYER_TRY_STATUS(fields.finish());
  return error;
}

// ---- setting, measured ----------------------------------------------------------------------------------------

json::object setting_to_json(const Setting& setting) {
  json::object object{{"profile", setting.profile},
                      {"limits", graders::to_json(setting.limits)},
                      {"toolchain", setting.toolchain},
                      {"toolchain_name", setting.toolchain_name},
                      {"seeds", to_json(setting.seeds)}};
  if (setting.language != Language::python) object["language"] = oyer::name_of(setting.language);
  if (setting.stop_at_first) object["stop_at_first"] = true;
  if (setting.challenge) object["challenge"] = true;
  if (setting.replays > 1) object["replays"] = setting.replays;
  if (!setting.faithful.empty()) object["faithful"] = setting.faithful;
  if (setting.weak) object["tier"] = sandbox::name_of(sandbox::Tier::weak);
  return object;
}

Result<Setting> setting_from_json(const json::object& object) {
  Fields fields(object, "record.setting");
  Setting setting;
  setting.profile = fields.text("profile");
  if (const json::object* limits = fields.object("limits")) setting.limits = fields.take(limits_from_json(*limits));
  setting.toolchain = fields.text("toolchain");
  setting.toolchain_name = fields.text("toolchain_name");
  if (const json::object* seeds = fields.object("seeds")) setting.seeds = fields.take(seeds_from_json(*seeds));
  if (json::find(object, "language") != nullptr) setting.language = fields.named("language", parse_language);
  if (json::find(object, "stop_at_first") != nullptr) setting.stop_at_first = fields.boolean("stop_at_first");
  if (json::find(object, "challenge") != nullptr) setting.challenge = fields.boolean("challenge");
  if (json::find(object, "replays") != nullptr) {
    setting.replays = static_cast<std::uint32_t>(fields.number("replays", most_replays));
    if (setting.replays < 2) fields.refuse("replays", "one judgement is no replay");
  }
  if (json::find(object, "faithful") != nullptr) setting.faithful = to_string(fields.digest("faithful"));
  if (json::find(object, "tier") != nullptr) {
    setting.weak = fields.named("tier", parse_tier) == sandbox::Tier::weak;
    if (!setting.weak) fields.refuse("tier", "only the weak one is a part of a setting");
  }
  OYER_TRY_STATUS(fields.finish());
  return setting;
}

json::object measured_to_json(const Measured& measured) {
  return {{"candidate", usage_to_json(measured.candidate)},
          {"judge", usage_to_json(measured.judge)},
          {"runs", measured.runs},
          {"total_ns", measured.total.count()},
          {"graded_at", measured.graded_at}};
}

Result<Measured> measured_from_json(const json::object& object) {
  Fields fields(object, "record.measured");
  Measured measured;
  if (const json::object* usage = fields.object("candidate")) {
    measured.candidate = fields.take(usage_from_json(*usage, "record.measured.candidate"));
  }
  if (const json::object* usage = fields.object("judge")) {
    measured.judge = fields.take(usage_from_json(*usage, "record.measured.judge"));
  }
  measured.runs = static_cast<std::uint32_t>(fields.number("runs", UINT32_MAX));
  measured.total = nanos(fields.number("total_ns", most_nanos));
  measured.graded_at = fields.text("graded_at");
  OYER_TRY_STATUS(fields.finish());
  return measured;
}

std::string_view name_of(datasets::Candidate::Kind kind) {
  return kind == datasets::Candidate::Kind::completion ? "completion" : "solution";
}

std::optional<datasets::Candidate::Kind> parse_candidate_kind(std::string_view name) {
  using enum datasets::Candidate::Kind;
  for (const auto kind : {completion, solution}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

json::object to_json(const sandbox::Limits& limits) {
  return {{"cpu_ns", limits.cpu.count()},          {"wall_ns", limits.wall.count()},
          {"memory_bytes", limits.memory.count},   {"stack_bytes", limits.stack.count},
          {"output_bytes", limits.output.count},   {"file_bytes", limits.file.count},
          {"scratch_bytes", limits.scratch.count}, {"scratch_files", limits.scratch_files},
          {"processes", limits.processes},         {"open_files", limits.open_files}};
}

Result<sandbox::Limits> limits_from_json(const json::object& object) {
  Fields fields(object, "limits");
  sandbox::Limits limits;
  limits.cpu = nanos(fields.number("cpu_ns", most_nanos));
  limits.wall = nanos(fields.number("wall_ns", most_nanos));
  limits.memory.count = fields.number("memory_bytes");
  limits.stack.count = fields.number("stack_bytes");
  limits.output.count = fields.number("output_bytes");
  limits.file.count = fields.number("file_bytes");
  limits.scratch.count = fields.number("scratch_bytes");
  limits.scratch_files = fields.number("scratch_files");
  limits.processes = static_cast<std::uint32_t>(fields.number("processes", UINT32_MAX));
  limits.open_files = static_cast<std::uint32_t>(fields.number("open_files", UINT32_MAX));
  OYER_TRY_STATUS(fields.finish());
  return limits;
}

Digest record_key(const std::optional<std::string>& code, const Digest& task, const Setting& setting) {
  Digester digester;
  digester.field(record_schema).field(code ? 1U : 0U).field(code ? *code : std::string()).field(to_string(task));
  digester.field(setting.profile).field(json::print(to_json(setting.limits))).field(setting.toolchain);
  digester.field(setting.seeds.hash).field(setting.seeds.random);
  // Only where they are set: keys made before these existed stay what they were.
  if (setting.language != Language::python) digester.field(oyer::name_of(setting.language));
  if (setting.stop_at_first) digester.field("stop_at_first");
  if (setting.challenge) digester.field("challenge");
  if (setting.weak) digester.field("weak");
  if (setting.replays > 1) digester.field("replays").field(setting.replays);
  if (!setting.faithful.empty()) digester.field("faithful/1").field(setting.faithful);
  return digester.finish();
}

Digest candidate_digest(const RewardRecord& record) {
  return Digester().field("oyer.candidate/1").field(name_of(record.kind)).field(record.completion).finish();
}

bool same_but_measured(const RewardRecord& a, const RewardRecord& b) {
  json::object left = to_json(a), right = to_json(b);
  left.erase("measured");
  right.erase("measured");
  return left == right;
}

std::optional<double> reward(const RewardRecord& record, const RewardRule& rule) {
  const Grade* grade = record.grade();
  return grade == nullptr ? std::nullopt : reward(*grade, rule, record.turn);
}

json::object to_json(const RewardRecord& record) {
  json::object object;
  object["schema"] = record_schema;
  object["key"] = to_string(record.key);
  object["task_id"] = record.task_id;
  object["task"] = to_string(record.task);
  if (record.task_digest) object["task_digest"] = to_string(*record.task_digest);
  object["index"] = record.index;
  put_turn(object, record.turn);
  object["kind"] = name_of(record.kind);
  object["completion"] = record.completion;
  object["candidate_digest"] = to_string(candidate_digest(record));
  object["code"] = record.code ? json::value(*record.code) : json::value(nullptr);
  object["extraction"] = record.extraction;
  const Grade* grade = record.grade();
  object["verdict"] = grade != nullptr ? json::value(name_of(grade->verdict)) : json::value(nullptr);
  object["infra_error"] = nullptr;
  if (grade == nullptr) object["infra_error"] = error_to_json(std::get<Error>(record.outcome));
  if (grade != nullptr) put_grade(object, *grade);
  object["setting"] = setting_to_json(record.setting);
  object["containment"] =
      record.containment ? json::value(containment_to_json(*record.containment)) : json::value(nullptr);
  object["origin"] = record.provenance.origin;
  object["generation"] = record.provenance.generation;
  object["parents"] = texts(record.provenance.parents);
  object["measured"] = measured_to_json(record.measured);
  return object;
}

Result<RewardRecord> record_from_json(const json::object& object) {
  Fields fields(object, "record");
  RewardRecord record;
  if (fields.text("schema") != record_schema) fields.refuse("schema", "is not " + std::string(record_schema));
  record.key = fields.digest("key");
  record.task_id = fields.text("task_id");
  record.task = fields.digest("task");
  if (fields.has("task_digest")) record.task_digest = fields.digest("task_digest");
  record.index = fields.number("index");
  record.turn = read_turn(fields);
  record.kind = fields.named("kind", parse_candidate_kind);
  record.completion = fields.text("completion");
  if (fields.has("candidate_digest") && fields.digest("candidate_digest") != candidate_digest(record)) {
    fields.refuse("candidate_digest", "does not match the completion");
  }
  if (!fields.is_null("code")) record.code = fields.text("code");
  record.extraction = fields.text("extraction");
  if (const json::object* setting = fields.object("setting")) record.setting = fields.take(setting_from_json(*setting));
  if (fields.is_null("infra_error")) {
    record.outcome = read_grade(fields, record.setting.weak);
  } else {
    if (!fields.is_null("verdict")) fields.refuse("verdict", "stands beside an infra_error");
    if (const json::object* error = fields.object("infra_error")) record.outcome = fields.take(error_from_json(*error));
  }
  if (!fields.is_null("containment")) {
    if (const json::object* held = fields.object("containment")) {
      record.containment = fields.take(containment_from_json(*held));
    }
  }
  record.provenance.origin = fields.text("origin");
  record.provenance.generation = static_cast<std::uint32_t>(fields.number("generation", UINT32_MAX));
  record.provenance.parents = fields.texts("parents");
  if (const json::object* measured = fields.object("measured")) {
    record.measured = fields.take(measured_from_json(*measured));
  }
  OYER_TRY_STATUS(fields.finish());
  if (const Grade* grade = record.grade()) {
    // What a deadline cut short may lack some of it.
    const bool as_set =
        has_flag(*grade, cut_short) || (grade->faithful.has_value() == !record.setting.faithful.empty() &&
                                        (grade->replays.empty() ? 1 : grade->replays.size()) == record.setting.replays);
    if (!as_set) return fail(corrupt("record.setting: does not match how this record was judged"));
  }
  if (record.key != record_key(record.code, record.task, record.setting)) {
    return fail(corrupt("record.key: does not match the code, task and setting of this record"));
  }
  return record;
}

}  // namespace oyer::graders
