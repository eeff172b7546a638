#include "datasets/detail/byte_pairs.h"

#include <limits>
#include <queue>
#include <string>

#include "base/utf8.h"

namespace oyer::datasets::detail {
namespace {

// Byte-level vocabularies write each byte as a printable character: those that are printable in Latin-1 as themselves,
// the others as U+0100 and on, in their order (GPT-2's table).
std::array<std::string, 256> byte_names() {
  std::array<std::string, 256> names;
  std::uint32_t next = 0x100;
  for (std::uint32_t b = 0; b < 256; ++b) {
    const bool shown = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    const std::uint32_t code = shown ? b : next++;
    if (code < 0x80)
      names[b] = {static_cast<char>(code)};
    else
      names[b] = {static_cast<char>(0xC0U | code >> 6U), static_cast<char>(0x80U | (code & 0x3FU))};
  }
  return names;
}

bool is_set(const json::object& model, std::string_view key) {
  const json::value* value = json::find(model, key);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_bool()) return value->as_bool();
  return !value->is_string() || !value->as_string().empty();
}

std::string copied(const json::string& text) { return std::string(json::view(text)); }

}  // namespace

Result<BytePairs> BytePairs::of(const json::object& model) {
  const json::string* type = json::find_string(model, "type");
  if (type != nullptr && json::view(*type) != "BPE")
    return fail(unsupported("a model of the type " + copied(*type) + "; BPE alone is done here"));
  for (const char* key : {"dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"})
    if (is_set(model, key)) return fail(unsupported(std::string("a model with ") + key));
  const json::object* vocab = json::find_object(model, "vocab");
  const json::array* merges = json::find_array(model, "merges");
  if (vocab == nullptr || merges == nullptr) return fail(invalid_input("the model has no vocab or no merges"));
  std::unordered_map<std::string, std::uint32_t> vocabulary;
  for (const auto& [token, id] : *vocab) {
    if (!id.is_int64() || id.as_int64() < 0 || id.as_int64() > std::numeric_limits<std::int32_t>::max())
      return fail(invalid_input("the token '" + std::string(token) + "' has no number"));
    vocabulary[std::string(token)] = static_cast<std::uint32_t>(id.as_int64());
  }
  BytePairs pairs;
  const std::array<std::string, 256> names = byte_names();
  for (std::size_t b = 0; b < 256; ++b) {
    const auto found = vocabulary.find(names[b]);
    if (found == vocabulary.end())
      return fail(unsupported("a vocabulary without the byte " + std::to_string(b) + "; not byte-level?"));
    pairs.bytes_[b] = found->second;
  }
  for (std::size_t i = 0; i < merges->size(); ++i)
    OYER_TRY_STATUS(pairs.add_merge((*merges)[i], static_cast<std::uint32_t>(i), vocabulary));
  if (!is_set(model, "ignore_merges")) return pairs;
  std::unordered_map<std::string, char> byte_of;
  for (std::size_t b = 0; b < 256; ++b) byte_of[names[b]] = static_cast<char>(b);
  for (const auto& [token, id] : vocabulary) {
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
      const std::size_t size = (static_cast<unsigned char>(token[at]) & 0x80U) == 0 ? 1 : 2;
      const auto byte = byte_of.find(token.substr(at, size));
      if (byte == byte_of.end()) break;
      bytes += byte->second;
      at += size;
      if (at == token.size()) pairs.whole_.insert(bytes);
    }
  }
  return pairs;
}

// "a b", or ["a","b"].
Status BytePairs::add_merge(const json::value& merge, std::uint32_t rank,
                            const std::unordered_map<std::string, std::uint32_t>& vocabulary) {
  std::string left, right;
  if (merge.is_string()) {
    const std::string text = copied(merge.as_string());
    const std::size_t space = text.find(' ');
    if (space != std::string::npos) {
      left = text.substr(0, space);
      right = text.substr(space + 1);
    }
  } else if (merge.is_array() && merge.as_array().size() == 2 && merge.as_array()[0].is_string() &&
             merge.as_array()[1].is_string()) {
    left = copied(merge.as_array()[0].as_string());
    right = copied(merge.as_array()[1].as_string());
  }
  const auto a = vocabulary.find(left), b = vocabulary.find(right), both = vocabulary.find(left + right);
  if (left.empty() || right.empty() || a == vocabulary.end() || b == vocabulary.end() || both == vocabulary.end())
    return fail(invalid_input("merge " + std::to_string(rank) + " is not one of two tokens into a third"));
  // The last of two alike stands, as in the library.
  merges_[pair(a->second, b->second)] = {rank, both->second};
  return {};
}

const BytePairs::Merge* BytePairs::merge_of(std::uint32_t left, std::uint32_t right) const {
  const auto found = merges_.find(pair(left, right));
  return found == merges_.end() ? nullptr : &found->second;
}

std::uint64_t BytePairs::count(std::string_view piece) const {
  if (piece.size() <= 1) return piece.size();
  if (!whole_.empty() && whole_.contains(std::string(piece))) return 1;
  std::vector<std::uint32_t> tokens;
  tokens.reserve(piece.size());
  for (const char c : piece) tokens.push_back(bytes_[static_cast<unsigned char>(c)]);
  constexpr std::size_t short_piece = 48;
  return tokens.size() <= short_piece ? count_short(tokens) : count_long(tokens);
}

std::uint64_t BytePairs::count_short(std::vector<std::uint32_t>& tokens) const {
  for (;;) {
    const Merge* best = nullptr;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const Merge* merge = merge_of(tokens[i], tokens[i + 1]);
      if (merge == nullptr || (best != nullptr && merge->rank >= best->rank)) continue;
      best = merge;
      at = i;
    }
    if (best == nullptr) return tokens.size();
    tokens[at] = best->token;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
}

// A list of neighbours and a queue of merges, as they become possible; what was overtaken is thrown away when its turn
// comes.
std::uint64_t BytePairs::count_long(std::vector<std::uint32_t>& tokens) const {
  struct Candidate {
    std::uint32_t rank, at, left, right;
    bool operator<(const Candidate& other) const { return rank != other.rank ? rank > other.rank : at > other.at; }
  };
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  const auto size = static_cast<std::uint32_t>(tokens.size());
  std::vector<std::uint32_t> next(size), before(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    next[i] = i + 1 < size ? i + 1 : none;
    before[i] = i == 0 ? none : i - 1;
  }
  std::priority_queue<Candidate> queue;
  const auto offer = [&](std::uint32_t at) {
    if (at == none || next[at] == none) return;
    if (const Merge* merge = merge_of(tokens[at], tokens[next[at]]))
      queue.push({merge->rank, at, tokens[at], tokens[next[at]]});
  };
  for (std::uint32_t i = 0; i + 1 < size; ++i) offer(i);
  std::uint64_t left = size;
  std::vector<bool> gone(size);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    if (gone[top.at] || next[top.at] == none || tokens[top.at] != top.left || tokens[next[top.at]] != top.right)
      continue;
    const std::uint32_t eaten = next[top.at];
    tokens[top.at] = merge_of(top.left, top.right)->token;
    gone[eaten] = true;
    next[top.at] = next[eaten];
    if (next[eaten] != none) before[next[eaten]] = top.at;
    --left;
    offer(before[top.at]);
    offer(top.at);
  }
  return left;
}

}  // namespace oyer::datasets::detail
