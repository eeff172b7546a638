#include "datasets/detail/rule_scan.h"

#include <hs/hs.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <string>

#include "base/digest.h"

namespace oyer::datasets::detail {
namespace {

// Ends nearer to each other than this share a range: a list of ends never outgrows the text.
constexpr std::uint32_t same_range = 64;

constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

// Collects the ends of one scan. `place` maps a rule to its hit, -1 for none.
struct Collector {
  std::vector<std::int32_t> place;
  std::vector<ScanHit> hits;

  void add(std::uint32_t rule, std::uint32_t end) {
    if (place[rule] < 0) {
      place[rule] = static_cast<std::int32_t>(hits.size());
      hits.push_back({rule, {{end, end}}});
      return;
    }
    std::vector<ScanHit::Ends>& ends = hits[static_cast<std::size_t>(place[rule])].ends;
    if (end - ends.back().last <= same_range) {
      ends.back().last = end;
    } else {
      ends.push_back({end, end});
    }
  }
};

int on_match(unsigned rule, unsigned long long, unsigned long long end, unsigned, void* collector) {
  static_cast<Collector*>(collector)->add(rule, static_cast<std::uint32_t>(end));
  return 0;
}

}  // namespace

struct RuleScan::State {
  hs_database_t* database = nullptr;
  hs_scratch_t* prototype = nullptr;
  std::size_t rules = 0;
  std::vector<std::uint32_t> widths;  // of each rule
  Digest expressions;                 // what was compiled
  std::mutex mutex;                   // of `free`
  std::vector<hs_scratch_t*> free;    // one for each thread that has ever scanned at the same time

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (hs_scratch_t* scratch : free) hs_free_scratch(scratch);
    hs_free_scratch(prototype);
    hs_free_database(database);
  }

  hs_scratch_t* take() {
    {
      const std::lock_guard lock(mutex);
      if (!free.empty()) {
        hs_scratch_t* scratch = free.back();
        free.pop_back();
        return scratch;
      }
    }
    hs_scratch_t* scratch = nullptr;
    OYER_CHECK(hs_clone_scratch(prototype, &scratch) == HS_SUCCESS);
    return scratch;
  }

  void give(hs_scratch_t* scratch) {
    const std::lock_guard lock(mutex);
    free.push_back(scratch);
  }
};

namespace {

Digest digest_of(std::span<const std::string_view> expressions) {
  Digester digester;
  for (const std::string_view expression : expressions) digester.field(expression);
  return digester.finish();
}

Error compile_error(hs_compile_error_t* error, std::string_view what) {
  const std::string message = error != nullptr ? error->message : "no reason given";
  hs_free_compile_error(error);
  Error bug;
  bug.what = "vectorscan cannot compile " + std::string(what) + ": " + message;
  return bug;
}

}  // namespace

Result<RuleScan> RuleScan::compile(std::span<const std::string_view> expressions) {
  auto state = std::make_unique<State>();
  state->rules = expressions.size();
  state->expressions = digest_of(expressions);
  std::vector<std::string> kept;
  std::vector<unsigned> ids;
  for (std::size_t at = 0; at < expressions.size(); ++at) {
    state->widths.push_back(0);
    if (expressions[at].empty()) continue;
    kept.emplace_back(expressions[at]);
    ids.push_back(static_cast<unsigned>(at));
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_expression_info(kept.back().c_str(), 0, &info, &error) != HS_SUCCESS) {
      return fail(compile_error(error, "'" + kept.back() + "'"));
    }
    state->widths.back() = info->max_width;
    ::free(info);
  }
  std::vector<const char*> pointers;
  for (const std::string& expression : kept) pointers.push_back(expression.c_str());
  if (pointers.empty()) return RuleScan(std::move(state));
  hs_compile_error_t* error = nullptr;
  const std::vector<unsigned> flags(pointers.size(), 0);
  if (hs_compile_multi(pointers.data(), flags.data(), ids.data(), static_cast<unsigned>(pointers.size()), HS_MODE_BLOCK,
                       nullptr, &state->database, &error) != HS_SUCCESS) {
    return fail(compile_error(error, "the rules together"));
  }
  OYER_CHECK(hs_alloc_scratch(state->database, &state->prototype) == HS_SUCCESS);
  return RuleScan(std::move(state));
}

// The digest of the expressions, the width of each, the engine's own form.
std::string RuleScan::compiled() const {
  std::string out(reinterpret_cast<const char*>(state_->expressions.bytes.data()), state_->expressions.bytes.size());
  out.append(reinterpret_cast<const char*>(state_->widths.data()), state_->widths.size() * sizeof(std::uint32_t));
  if (state_->database == nullptr) return out;
  char* bytes = nullptr;
  std::size_t size = 0;
  OYER_CHECK(hs_serialize_database(state_->database, &bytes, &size) == HS_SUCCESS);
  out.append(bytes, size);
  ::free(bytes);
  return out;
}

std::optional<RuleScan> RuleScan::restore(std::span<const std::string_view> expressions, std::string_view compiled) {
  auto state = std::make_unique<State>();
  state->rules = expressions.size();
  state->expressions = digest_of(expressions);
  const std::size_t digest = state->expressions.bytes.size(), widths = expressions.size() * sizeof(std::uint32_t);
  if (compiled.size() <= digest + widths) return std::nullopt;
  if (std::memcmp(compiled.data(), state->expressions.bytes.data(), digest) != 0) return std::nullopt;
  state->widths.resize(expressions.size());
  std::memcpy(state->widths.data(), compiled.data() + digest, widths);
  const std::string_view form = compiled.substr(digest + widths);
  if (hs_deserialize_database(form.data(), form.size(), &state->database) != HS_SUCCESS) return std::nullopt;
  if (hs_alloc_scratch(state->database, &state->prototype) != HS_SUCCESS) return std::nullopt;
  return RuleScan(std::move(state));
}

Result<RuleScan> RuleScan::compile_words(std::span<const std::string_view> words) {
  auto state = std::make_unique<State>();
  state->rules = words.size();
  std::vector<const char*> pointers;
  std::vector<std::size_t> lengths;
  std::vector<unsigned> ids;
  for (std::size_t at = 0; at < words.size(); ++at) {
    state->widths.push_back(static_cast<std::uint32_t>(words[at].size()));
    if (words[at].empty()) continue;
    pointers.push_back(words[at].data());
    lengths.push_back(words[at].size());
    ids.push_back(static_cast<unsigned>(at));
  }
  if (pointers.empty()) return RuleScan(std::move(state));
  hs_compile_error_t* error = nullptr;
  const std::vector<unsigned> flags(pointers.size(), 0);
  if (hs_compile_lit_multi(pointers.data(), flags.data(), ids.data(), lengths.data(),
                           static_cast<unsigned>(pointers.size()), HS_MODE_BLOCK, nullptr, &state->database,
                           &error) != HS_SUCCESS) {
    return fail(compile_error(error, "the words"));
  }
  OYER_CHECK(hs_alloc_scratch(state->database, &state->prototype) == HS_SUCCESS);
  return RuleScan(std::move(state));
}

std::vector<ScanHit> RuleScan::scan(std::string_view text) const {
  if (state_->database == nullptr || text.empty() || text.size() > std::numeric_limits<std::int32_t>::max()) return {};
  Collector collector{std::vector<std::int32_t>(state_->rules, -1), {}};
  hs_scratch_t* scratch = state_->take();
  const hs_error_t status =
      hs_scan(state_->database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, on_match, &collector);
  state_->give(scratch);
  OYER_CHECK(status == HS_SUCCESS);
  std::ranges::sort(collector.hits, {}, &ScanHit::rule);
  return std::move(collector.hits);
}

std::optional<std::uint32_t> RuleScan::width(std::uint32_t rule) const {
  const std::uint32_t width = state_->widths[rule];
  return width == unbounded ? std::nullopt : std::optional(width);
}

RuleScan::RuleScan(std::unique_ptr<State> state) : state_(std::move(state)) {}
RuleScan::RuleScan(RuleScan&&) noexcept = default;
RuleScan& RuleScan::operator=(RuleScan&&) noexcept = default;
RuleScan::~RuleScan() = default;

}  // namespace oyer::datasets::detail
