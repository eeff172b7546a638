#include "graders/ledger.h"

#include <mutex>
#include <set>
#include <unordered_map>

#include "datasets/store.h"
#include "datasets/task_file.h"
#include "graders/glance.h"

namespace oyer::graders {

using datasets::Row;
using datasets::Store;
using datasets::StoredRow;

struct Ledger::State {
  explicit State(Store opened) : store(std::move(opened)) {}
  Store store;
  std::recursive_mutex mutex;  // a walk's callback may look something up
};

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::filesystem::path& path, Mode mode) {
  OYER_TRY(auto store, Store::open(path, mode == Mode::read_only ? Store::Mode::read_only : Store::Mode::read_write));
  return Ledger(std::make_unique<State>(std::move(store)));
}

namespace {

Result<RewardRecord> record_of(std::uint64_t seq, std::string_view body) {
  auto parsed = json::parse(body);
  const std::string place = "row " + std::to_string(seq) + " of the log";
  if (!parsed || !parsed->is_object()) return fail(corrupt(place + " is not a record"));
  auto record = record_from_json(parsed->get_object());
  if (!record) return fail(std::move(record).error().with_context(place));
  return record;
}

Result<RewardRecord> record_of(const StoredRow& row) { return record_of(row.seq, row.row.body); }

std::optional<Digest> digest_of(std::string_view hex) {
  Digest digest;
  if (hex.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const char c = hex[i];
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) return std::nullopt;
    auto& byte = digest.bytes[i / 2];
    byte = static_cast<std::uint8_t>(byte << 4U | static_cast<unsigned>(value));
  }
  return digest;
}

}  // namespace

Digest failed_identity(const Digest& task, const Digest& candidate) {
  return Digester().field("failed").field(to_string(task)).field(to_string(candidate)).finish();
}

Digest identity_of(const RewardRecord& record) {
  Digester digester;
  digester.field(to_string(record.key)).field(record.task_id).field(record.index);
  digester.field(record.kind == datasets::Candidate::Kind::completion ? 0U : 1U).field(record.completion);
  digester.field(record.provenance.origin).field(record.provenance.generation);
  digester.field(record.provenance.parents.size());
  for (const std::string& parent : record.provenance.parents) digester.field(parent);
  // Only where there is an episode: identities made before there were any stay what they were.
  if (record.turn != Turn{}) {
    digester.field("turn").field(record.turn.episode).field(record.turn.number).field(std::uint64_t{record.turn.last});
    digester.field(record.turn.parent ? std::uint64_t{*record.turn.parent} + 1 : 0);
  }
  const auto* error = std::get_if<Error>(&record.outcome);
  digester.field(error != nullptr ? error->what : std::string());
  return digester.finish();
}

Status Ledger::put_tasks(std::span<const datasets::Task* const> tasks) {
  const std::lock_guard lock(state_->mutex);
  std::vector<Row> rows;
  std::set<Digest> seen;
  for (const datasets::Task* task : tasks) {
    const Digest key = datasets::tests_digest(*task);
    if (!seen.insert(key).second) continue;
    OYER_TRY(const auto found, state_->store.find("task", key));
    if (!found) rows.push_back({"task", key, datasets::print_task(*task)});
  }
  if (rows.empty()) return {};
  OYER_TRY_STATUS(state_->store.append(rows));
  return {};
}

Result<std::optional<datasets::Task>> Ledger::find_task(const Digest& tests_digest) {
  const std::lock_guard lock(state_->mutex);
  OYER_TRY(const auto found, state_->store.find("task", tests_digest));
  if (!found) return std::optional<datasets::Task>();
  auto task = datasets::parse_task(found->row.body);
  if (!task) return fail(corrupt("row " + std::to_string(found->seq) + " of the log: " + task.error().what));
  return std::optional(std::move(*task));
}

Status Ledger::put_calibrations(std::span<const std::pair<Digest, ReferenceCost>> calibrations) {
  const std::lock_guard lock(state_->mutex);
  std::vector<Row> rows;
  for (const auto& [key, cost] : calibrations) {
    const json::object body{{"cpu_ns", cost.cpu.count()}, {"memory_bytes", cost.memory.count}};
    rows.push_back({"calibration", key, json::print(body)});
  }
  if (rows.empty()) return {};
  OYER_TRY_STATUS(state_->store.append(rows));
  return {};
}

Result<std::vector<std::pair<Digest, ReferenceCost>>> Ledger::calibrations() {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::pair<Digest, ReferenceCost>> found;
  Status problem;
  OYER_TRY_STATUS(state_->store.scan("calibration", 0, [&](const StoredRow& row) {
    const auto body = json::parse(row.row.body);
    const auto number = [&](std::string_view key) -> std::optional<std::uint64_t> {
      const json::value* value = body && body->is_object() ? json::find(body->get_object(), key) : nullptr;
      if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
      return static_cast<std::uint64_t>(value->get_int64());
    };
    const auto cpu = number("cpu_ns"), memory = number("memory_bytes");
    if (!cpu || !memory) {
      problem = fail(corrupt("row " + std::to_string(row.seq) + " of the log is no calibration"));
      return false;
    }
    found.emplace_back(row.row.key, ReferenceCost{Nanos(static_cast<std::int64_t>(*cpu)), Bytes{*memory}});
    return true;
  }));
  OYER_TRY_STATUS(problem);
  return found;
}

Result<std::optional<RewardRecord>> Ledger::find(const Digest& key) {
  const std::lock_guard lock(state_->mutex);
  OYER_TRY(const auto work, state_->store.find("work", key));
  if (!work) return std::optional<RewardRecord>();
  auto parsed = json::parse(work->row.body);
  const json::string* hex = parsed && parsed->is_object() ? json::find_string(parsed->get_object(), "record") : nullptr;
  const auto identity = hex != nullptr ? digest_of(json::view(*hex)) : std::nullopt;
  if (!identity) return fail(corrupt("row " + std::to_string(work->seq) + " of the log names no record"));
  OYER_TRY(const auto row, state_->store.find("record", *identity));
  if (!row) return fail(corrupt("row " + std::to_string(work->seq) + " of the log names a record that is not there"));
  OYER_TRY(auto record, record_of(*row));
  return std::optional(std::move(record));
}

Result<std::vector<Digest>> Ledger::keys() {
  const std::lock_guard lock(state_->mutex);
  std::set<Digest> keys;
  OYER_TRY_STATUS(state_->store.scan("work", 0, [&keys](const StoredRow& row) {
    keys.insert(row.row.key);
    return true;
  }));
  return std::vector<Digest>(keys.begin(), keys.end());
}

Result<std::set<Digest>> Ledger::failed() {
  const std::lock_guard lock(state_->mutex);
  std::set<Digest> found;
  Status problem;
  OYER_TRY_STATUS(state_->store.scan("infra_error", 0, [&](const StoredRow& row) {
    const auto record = record_of(row);
    if (record)
      found.insert(failed_identity(record->task, candidate_digest(*record)));
    else
      problem = fail(record.error());
    return record.has_value();
  }));
  OYER_TRY_STATUS(problem);
  return found;
}

Status Ledger::append(std::span<const RewardRecord* const> records, bool again) {
  const std::lock_guard lock(state_->mutex);
  std::vector<Row> rows;
  std::set<Digest> seen;
  for (const RewardRecord* record : records) {
    const bool graded = record->grade() != nullptr;
    const std::string_view kind = graded ? "record" : "infra_error";
    const Digest identity = identity_of(*record);
    if (!again) {
      if (!seen.insert(identity).second) continue;
      OYER_TRY(const auto found, state_->store.find(kind, identity));
      if (found) continue;
    }
    rows.push_back({std::string(kind), identity, json::print(to_json(*record))});
    if (!graded) continue;
    OYER_TRY(const auto work, state_->store.find("work", record->key));
    if (!work || again) rows.push_back({"work", record->key, R"({"record":")" + to_string(identity) + R"("})"});
  }
  if (rows.empty()) return {};
  OYER_TRY_STATUS(state_->store.append(rows));
  return {};
}

Status Ledger::for_each(const std::function<bool(std::uint64_t, const RewardRecord&)>& each, bool infra_errors) {
  const std::lock_guard lock(state_->mutex);
  Status problem;
  OYER_TRY_STATUS(state_->store.scan("", 0, [&](const StoredRow& row) {
    if (row.row.kind != "record" && !(infra_errors && row.row.kind == "infra_error")) return true;
    const auto record = record_of(row);
    if (!record) {
      problem = fail(record.error());
      return false;
    }
    return each(row.seq, *record);
  }));
  return problem;
}

Status Ledger::for_each_reward(
    const RewardRule& rule,
    const std::function<bool(std::uint64_t, const std::string&, std::uint64_t, std::optional<double>)>& each) {
  const std::lock_guard lock(state_->mutex);
  Glance glance;
  Status problem;
  OYER_TRY_STATUS(state_->store.skim([&](std::uint64_t seq, std::string_view kind, const datasets::Store::Body& body) {
    if (kind != "record" && kind != "infra_error") return true;
    if (glance_at(body(), glance)) {
      const auto given = glance.grade ? reward(*glance.grade, rule, glance.turn) : std::nullopt;
      return each(seq, glance.task_id, glance.index, given);
    }
    const auto record = record_of(seq, body());
    if (!record) problem = fail(record.error());
    return record.has_value() && each(seq, record->task_id, record->index, reward(*record, rule));
  }));
  return problem;
}

}  // namespace oyer::graders
