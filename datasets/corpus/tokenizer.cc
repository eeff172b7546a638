#include "datasets/corpus/tokenizer.h"

#include <optional>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "datasets/detail/byte_pairs.h"
#include "datasets/detail/normal_form.h"
#include "datasets/detail/unicode_pattern.h"

namespace oyer::datasets {
namespace {

using detail::UnicodePattern;
using json::text_in;

constexpr std::string_view kGpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

bool flag_of(const json::object& o, const char* key, bool otherwise) {
  const json::value* value = json::find(o, key);
  return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

// Every match is a piece, and so is what stands between two.
class Pieces {
 public:
  Status add(const json::object& step) {
    const std::string type = text_in(step, "type");
    if (type == "Sequence") {
      const json::array* steps = json::find_array(step, "pretokenizers");
      if (steps == nullptr) return fail(invalid_input("a Sequence without its pretokenizers"));
      for (const json::value& one : *steps) {
        if (!one.is_object() || text_in(one.as_object(), "type") == "Sequence")
          return fail(unsupported("a Sequence within a Sequence"));
        OYER_TRY_STATUS(add(one.as_object()));
      }
      return {};
    }
    if (has_bytes_) return fail(unsupported("'" + type + "' behind ByteLevel"));
    if (type == "Digits") return take(flag_of(step, "individual_digits", false) ? "\\p{N}" : "\\p{N}+");
    if (type == "Split") return add_split(step);
    if (type != "ByteLevel") return fail(unsupported("pieces by '" + type + "'"));
    if (flag_of(step, "add_prefix_space", true)) return fail(unsupported("ByteLevel with add_prefix_space"));
    has_bytes_ = true;
    return flag_of(step, "use_regex", true) ? take(kGpt2) : Status();
  }

  bool has_bytes() const { return has_bytes_; }

  template <class Visit>
  void split(std::string_view text, const Visit& visit, std::size_t step = 0) const {
    if (step == patterns_.size()) return visit(text);
    UnicodePattern::Match match;
    std::size_t at = 0;
    for (; at < text.size() && patterns_[step].find(text, at, match); at = match.end) {
      if (match.begin > at) split(text.substr(at, match.begin - at), visit, step + 1);
      split(text.substr(match.begin, match.end - match.begin), visit, step + 1);
    }
    if (at < text.size()) split(text.substr(at), visit, step + 1);
  }

 private:
  Status add_split(const json::object& step) {
    const std::string behavior = text_in(step, "behavior");
    if (behavior != "Isolated" || flag_of(step, "invert", false))
      return fail(
          unsupported("Split with the behavior " + behavior + (flag_of(step, "invert", false) ? ", inverted" : "")));
    const json::object* pattern = json::find_object(step, "pattern");
    if (pattern == nullptr) return fail(invalid_input("a Split without its pattern"));
    if (json::find_string(*pattern, "Regex") != nullptr) return take(text_in(*pattern, "Regex"));
    const std::string word = text_in(*pattern, "String");
    if (word.empty()) return fail(invalid_input("a Split without its pattern"));
    OYER_TRY(UnicodePattern compiled, UnicodePattern::compile_words(std::span(&word, 1)));
    patterns_.push_back(std::move(compiled));
    return {};
  }

  Status take(std::string_view expression) {
    constexpr std::size_t most = 32;  // a piece is cut by all, one within the other
    if (patterns_.size() == most) return fail(unsupported("more than 32 steps of cutting"));
    OYER_TRY(UnicodePattern pattern, UnicodePattern::compile(expression));
    patterns_.push_back(std::move(pattern));
    return {};
  }

  std::vector<UnicodePattern> patterns_;
  bool has_bytes_ = false;
};

// Tokens that a file adds to the vocabulary, looked for in the text as it is, or in its normal form.
struct Added {
  std::vector<std::string> raw, normal;

  Status add(const json::object& token) {
    const std::string content = text_in(token, "content");
    for (const char* key : {"single_word", "lstrip", "rstrip"})
      if (flag_of(token, key, false)) return fail(unsupported("the added token '" + content + "' with " + key));
    if (!content.empty()) (flag_of(token, "normalized", true) ? normal : raw).push_back(content);
    return {};
  }
};

Result<bool> wants_nfc(const json::object& file) {
  const json::object* normalizer = json::find_object(file, "normalizer");
  if (normalizer == nullptr) return false;
  const std::string type = text_in(*normalizer, "type");
  if (type == "NFC") return true;
  const json::array* steps = json::find_array(*normalizer, "normalizers");
  if (type == "Sequence" && steps != nullptr && steps->empty()) return false;
  return fail(unsupported("the normalizer '" + type + "'"));
}

}  // namespace

struct Tokenizer::State {
  Digest digest;
  bool nfc = false;
  UnicodePattern raw, normal;  // added tokens
  Pieces pieces;
  detail::BytePairs pairs;

  std::uint64_t count_plain(std::string_view text, std::unordered_map<std::string, std::uint64_t>& known) const {
    std::uint64_t tokens = 0;
    pieces.split(text, [&](std::string_view piece) {
      constexpr std::size_t remembered = 32;
      if (piece.size() > remembered) {
        tokens += pairs.count(piece);
        return;
      }
      const auto [at, is_new] = known.try_emplace(std::string(piece), 0);
      if (is_new) at->second = pairs.count(piece);
      tokens += at->second;
    });
    return tokens;
  }

  // What stands between added tokens goes to `between`; each of them counts as one.
  template <class Between>
  static std::uint64_t apart(const UnicodePattern& added, std::string_view text, const Between& between) {
    std::uint64_t tokens = 0;
    UnicodePattern::Match match;
    std::size_t at = 0;
    for (; at < text.size() && added.find(text, at, match); at = match.end) {
      if (match.begin > at) tokens += between(text.substr(at, match.begin - at));
      ++tokens;
    }
    return at < text.size() ? tokens + between(text.substr(at)) : tokens;
  }
};

Tokenizer::Tokenizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::read(const std::filesystem::path& file) {
  OYER_TRY(const std::string text, read_file(file, std::uint64_t{256} << 20U));
  Result<Tokenizer> tokenizer = parse(text);
  if (!tokenizer.has_value()) return fail(std::move(tokenizer.error()).with_context(file.string()));
  return tokenizer;
}

Result<Tokenizer> Tokenizer::parse(std::string_view text) {
  OYER_TRY(const json::value value, json::parse(text));
  if (!value.is_object()) return fail(invalid_input("no tokenizer.json: not an object"));
  const json::object& file = value.as_object();
  const json::object* model = json::find_object(file, "model");
  const json::object* pre = json::find_object(file, "pre_tokenizer");
  if (model == nullptr) return fail(invalid_input("no tokenizer.json: no model in it"));
  if (pre == nullptr) return fail(unsupported("a tokenizer without a pre_tokenizer"));
  OYER_TRY(const bool nfc, wants_nfc(file));
  Pieces pieces;
  OYER_TRY_STATUS(pieces.add(*pre));
  if (!pieces.has_bytes()) return fail(unsupported("pieces that are not of ByteLevel"));
  Added added;
  if (const json::array* tokens = json::find_array(file, "added_tokens")) {
    for (const json::value& token : *tokens)
      if (token.is_object()) OYER_TRY_STATUS(added.add(token.as_object()));
  }
  OYER_TRY(UnicodePattern raw, UnicodePattern::compile_words(added.raw));
  OYER_TRY(UnicodePattern normal, UnicodePattern::compile_words(added.normal));
  OYER_TRY(detail::BytePairs pairs, detail::BytePairs::of(*model));
  return Tokenizer(std::make_unique<State>(
      State{sha256(text), nfc, std::move(raw), std::move(normal), std::move(pieces), std::move(pairs)}));
}

std::uint64_t Tokenizer::count(std::string_view text) const {
  std::unordered_map<std::string, std::uint64_t> known;  // never iterated
  const auto plain = [&](std::string_view part) { return state_->count_plain(part, known); };
  const auto normalised = [&](std::string_view part) {
    if (!state_->nfc) return State::apart(state_->normal, part, plain);
    const std::string form = detail::normal_form(part);
    return State::apart(state_->normal, form, plain);
  };
  return State::apart(state_->raw, text, normalised);
}

const Digest& Tokenizer::digest() const noexcept { return state_->digest; }

}  // namespace oyer::datasets
