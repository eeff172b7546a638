#include "datasets/corpus/sync.h"

#include <algorithm>
#include <array>

#include "datasets/detail/corpus_folder.h"
#include "datasets/detail/corpus_lists.h"
#include "datasets/detail/corpus_rows.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;

Error not_ours(const std::string& what) {
  return unsupported("the corpus's manifest has " + what +
                     ", which this Oyer does not know; build it with `oyer corpus "
                     "build` of this version");
}

// Reads named values; the first that is not there or of another kind is remembered.
class Fields {
 public:
  explicit Fields(const json::object& object) : object_(object) {}

  void text(const char* key, std::string& value) {
    if (const json::string* found = json::find_string(object_, key)) {
      value = json::view(*found);
    } else {
      lack(key);
    }
  }
  void number(const char* key, std::uint64_t& value) {
    const json::value* found = json::find(object_, key);
    if (found != nullptr && found->is_uint64()) {
      value = found->as_uint64();
    } else if (found != nullptr && found->is_int64() && found->as_int64() >= 0) {
      value = static_cast<std::uint64_t>(found->as_int64());
    } else {
      lack(key);
    }
  }
  void real(const char* key, double& value) {
    const json::value* found = json::find(object_, key);
    if (found != nullptr && found->is_number()) {
      value = found->to_number<double>();
    } else {
      lack(key);
    }
  }
  void flag(const char* key, bool& value) {
    const json::value* found = json::find(object_, key);
    if (found != nullptr && found->is_bool()) {
      value = found->as_bool();
    } else {
      lack(key);
    }
  }
  // Of an enum with names.
  template <class Enum, std::size_t size>
  void named(const char* key, Enum& value, const std::array<Enum, size>& all) {
    std::string name;
    text(key, name);
    for (const Enum one : all)
      if (name_of(one) == name) return void(value = one);
    lack(key);
  }
  const std::string& lacking() const noexcept { return lacking_; }

 private:
  void lack(const char* key) {
    if (lacking_.empty()) lacking_ = key;
  }

  const json::object& object_;
  std::string lacking_;
};

void take_dedup(const json::object& options, CorpusOptions& into) {
  const json::object* dedup = json::find_object(options, "dedup");
  const json::array* levels = dedup == nullptr ? nullptr : json::find_array(*dedup, "levels");
  if (levels == nullptr) return;  // told by the comparison with all that the manifest names
  const auto has = [&](DuplicateKind kind) {
    return std::find(levels->begin(), levels->end(), json::value(json::string(name_of(kind)))) != levels->end();
  };
  into.dedup = {has(DuplicateKind::exact), has(DuplicateKind::normalised), has(DuplicateKind::near),
                has(DuplicateKind::shape)};
  Fields(*dedup).real("jaccard", into.jaccard);
}

void take_fim(const json::object& object, FimOptions& fim) {
  Fields fields(object);
  fields.real("rate", fim.rate);
  std::string mode, span;
  fields.text("mode", mode);
  fields.text("span", span);
  for (const FimMode one : all_fim_modes)
    if (mode == name_of(one)) fim.mode = one;
  for (const FimSpan one : all_fim_spans)
    if (span == name_of(one)) fim.span = one;
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (at->is_regular_file(gone) && !at->is_symlink(gone)) bytes += at->file_size(gone);
  }
  return bytes;
}

}  // namespace

Result<CorpusOptions> options_of(const json::object& manifest) {
  const json::object* named = json::find_object(manifest, "options");
  if (named == nullptr) return fail(not_ours("no options"));
  CorpusOptions options;
  const json::object* lists = json::find_object(manifest, "lists");
  if (lists == nullptr || !detail::take_lists(*lists, options)) return fail(not_ours("lists without their places"));
  Fields fields(*named);
  fields.text("preset", options.preset);
  fields.named("unit", options.unit, all_units);
  fields.named("order", options.order, all_order_policies);
  fields.number("budget", options.budget);
  fields.named("dialect", options.dialect, all_dialects);
  fields.named("format", options.format, all_formats);
  fields.number("seed", options.seed);
  fields.real("validation", options.validation);
  fields.flag("keep_vendored", options.keep_vendored);
  fields.flag("keep_generated", options.keep_generated);
  fields.flag("keep_non_permissive", options.keep_non_permissive);
  fields.flag("redact", options.redact);
  fields.flag("verify", options.verify);
  take_dedup(*named, options);
  if (const json::object* fim = json::find_object(*named, "fim")) take_fim(*fim, options.fim);
  if (json::find(*named, "history") != nullptr) fields.number("history", options.history);
  if (json::find(*named, "all_units") != nullptr) fields.flag("all_units", options.all_units);
  fields.number("largest_file", options.largest_file.count);
  fields.number("shard", options.shard.count);
  if (!fields.lacking().empty()) return fail(not_ours("an option '" + fields.lacking() + "'"));
  // Whoever adds an option and forgets it here is told so by every sync.
  const json::object again = detail::options_json(options);
  for (const auto& [key, value] : *named) {
    const json::value* ours = json::find(again, std::string_view(key));
    if (ours == nullptr || json::print(*ours) != json::print(value))
      return fail(not_ours("an option '" + std::string(key) + "'"));
  }
  return options;
}

Result<std::vector<CorpusInput>> inputs_of(const json::object& manifest) {
  const json::array* named = json::find_array(manifest, "inputs");
  if (named == nullptr) return fail(not_ours("no inputs"));
  std::vector<CorpusInput> inputs;
  for (const json::value& value : *named) {
    if (!value.is_object()) return fail(not_ours("an input that is no object"));
    CorpusInput input;
    Fields fields(value.as_object());
    fields.text("name", input.name);
    fields.text("place", input.place);
    fields.text("revision", input.revision);
    if (!fields.lacking().empty()) return fail(not_ours("an input without its " + fields.lacking()));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Result<CorpusTotals> sync_corpus(const fs::path& out, unsigned jobs, const CorpusRun& run) {
  std::error_code error;
  if (!fs::is_directory(out, error))
    return fail(not_found(out.string() + ": no corpus; make one with `oyer corpus build`"));
  {
    // A build that died while it moved things in is finished first: the manifest may be among them.
    OYER_TRY(const detail::CorpusFolder folder, detail::CorpusFolder::open(out));
  }
  OYER_TRY(const json::object manifest, read_manifest(out));
  OYER_TRY(CorpusOptions options, options_of(manifest));
  OYER_TRY(const std::vector<CorpusInput> inputs, inputs_of(manifest));
  options.jobs = jobs;
  // A network that is down for a moment takes nothing out of a corpus.
  CorpusRun following = run;
  following.demand_urls = true;
  return build_corpus(inputs, options, out, following);
}

CorpusCache cache_of(const fs::path& out) {
  return {Bytes{bytes_below(out / ".cache")}, Bytes{bytes_below(out / ".repositories")}};
}

}  // namespace oyer::datasets
