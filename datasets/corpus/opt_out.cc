#include "datasets/corpus/opt_out.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "base/file.h"
#include "datasets/detail/pattern.h"

namespace oyer::datasets {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// The next word of a line, which it is taken from.
std::string_view take_word(std::string_view& line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
  const std::string_view word = line.substr(begin, end - begin);
  line.remove_prefix(std::min(line.find_first_not_of(" \t", end), line.size()));
  return word;
}

bool is_blob_id(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::all_of(text.begin(), text.end(), is_digit);
}

// A glob as a regular expression over bytes.
std::string expression_of(std::string_view glob) {
  std::string out = glob.find('/') == std::string_view::npos ? "(?s)(?:\\A|/)" : "(?s)\\A";
  if (glob.starts_with('/')) glob.remove_prefix(1);
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    if (c == '*' && i + 1 < glob.size() && glob[i + 1] == '*') {
      ++i;
      // "a/**/b" is "a/b", too.
      const bool is_folder = i + 1 < glob.size() && glob[i + 1] == '/';
      if (is_folder) ++i;
      out += is_folder ? "(?:.*/)?" : ".*";
    } else if (c == '*') {
      out += "[^/]*";
    } else if (c == '?') {
      out += "[^/]";
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    } else {
      out += {'\\', c};
    }
  }
  return out + (glob.ends_with('/') ? "" : "\\z");
}

// The last parts of "https://host/owner/name.git/", "host:owner/name" or a path: owner, name.
std::pair<std::string, std::string> last_parts(std::string_view place) {
  while (place.ends_with('/')) place.remove_suffix(1);
  if (place.ends_with("/.git")) place.remove_suffix(5);
  if (place.ends_with(".git")) place.remove_suffix(4);
  const std::size_t slash = place.find_last_of("/:");
  if (slash == std::string_view::npos) return {"", lower(place)};
  const std::string_view before = place.substr(0, slash);
  const std::size_t second = before.find_last_of("/:");
  return {lower(second == std::string_view::npos ? before : before.substr(second + 1)), lower(place.substr(slash + 1))};
}

}  // namespace

struct OptOuts::State {
  struct Glob {
    std::string repository;  // in lower case; empty: of all
    detail::Pattern pattern;
    std::string line;
  };
  std::map<std::string, std::string> owners, repositories, blobs;  // to their lines
  std::vector<Glob> globs;
  std::vector<std::string> said;

  // `file` is what errors call it, `name` what rows do: a row knows nothing of this machine.
  Status take_text(std::string_view text, const std::string& file, const std::string& name) {
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      at = end + 1;
      ++number;
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (line.empty() || line.front() == '#') continue;
      const std::string place = ":" + std::to_string(number);
      OYER_TRY_STATUS(take(line, file + place, name + place + ": " + std::string(line)));
    }
    return {};
  }

  Status take(std::string_view line, const std::string& where, const std::string& text) {
    std::string_view rest = line;
    const std::string_view kind = take_word(rest);
    if (rest.empty())
      return fail(invalid_input(where + ": '" + std::string(kind) + "' of what? " + std::string(known)));
    if (kind == "owner" || kind == "repository") {
      if (rest.find_first_of(" \t") != std::string_view::npos)
        return fail(invalid_input(where + ": one name a line, without spaces"));
      (kind == "owner" ? owners : repositories).try_emplace(lower(rest), text);
    } else if (kind == "blob") {
      if (!is_blob_id(rest))
        return fail(invalid_input(where + ": '" + std::string(rest) + "' is no blob's id; write all 40 or 64 digits"));
      blobs.try_emplace(std::string(rest), text);
    } else if (kind == "path" || kind == "path-in") {
      const std::string repository = kind == "path" ? "" : lower(take_word(rest));
      if (rest.empty()) return fail(invalid_input(where + ": path-in asks for a repository and a pattern"));
      auto pattern = detail::Pattern::compile(expression_of(rest));
      if (!pattern.has_value())
        return fail(invalid_input(where + ": '" + std::string(rest) + "' cannot be read as a pattern of paths"));
      globs.push_back({repository, *std::move(pattern), text});
    } else {
      return fail(invalid_input(where + ": '" + std::string(kind) + "' is not known; " + std::string(known)));
    }
    said.push_back(text);
    return {};
  }

  static constexpr std::string_view known =
      "a line is owner NAME, repository NAME, path GLOB, path-in REPOSITORY GLOB or blob ID";
};

OptOuts::OptOuts(std::unique_ptr<State> state) : state_(std::move(state)) {}
OptOuts::OptOuts(OptOuts&&) noexcept = default;
OptOuts& OptOuts::operator=(OptOuts&&) noexcept = default;
OptOuts::~OptOuts() = default;

Result<OptOuts> OptOuts::read(std::span<const std::filesystem::path> files) {
  auto state = std::make_unique<State>();
  for (const std::filesystem::path& file : files) {
    OYER_TRY(const std::string text, read_file(file));
    OYER_TRY_STATUS(state->take_text(text, file.string(), file.filename().string()));
  }
  return OptOuts(std::move(state));
}

Result<OptOuts> OptOuts::parse(std::string_view text, const std::string& name) {
  auto state = std::make_unique<State>();
  OYER_TRY_STATUS(state->take_text(text, name, name));
  return OptOuts(std::move(state));
}

OptOuts::Of OptOuts::of(std::string_view name, std::string_view place) const {
  const auto [owner, last] = last_parts(place);
  const std::string own = lower(name);
  const auto slash = own.rfind('/');
  const std::string named_owner = slash == std::string::npos ? "" : last_parts(own).first;
  const std::vector<std::string> names = {own, last_parts(own).second, last, owner + "/" + last};
  Of of;
  of.all_ = this;
  for (const std::string& one : {named_owner, owner})
    if (const auto line = state_->owners.find(one); !one.empty() && of.whole_.empty() && line != state_->owners.end())
      of.whole_ = line->second;
  for (const std::string& one : names)
    if (const auto line = state_->repositories.find(one); of.whole_.empty() && line != state_->repositories.end())
      of.whole_ = line->second;
  for (std::size_t i = 0; i < state_->globs.size(); ++i) {
    const std::string& repository = state_->globs[i].repository;
    if (repository.empty() || std::find(names.begin(), names.end(), repository) != names.end()) of.globs_.push_back(i);
  }
  return of;
}

std::string OptOuts::Of::find(std::string_view path, std::string_view blob_id) const {
  if (!whole_.empty()) return whole_;
  if (const auto line = all_->state_->blobs.find(std::string(blob_id)); line != all_->state_->blobs.end())
    return line->second;
  for (const std::size_t i : globs_)
    if (all_->state_->globs[i].pattern.matches(path)) return all_->state_->globs[i].line;
  return "";
}

bool OptOuts::empty() const noexcept { return state_->said.empty(); }

Digest OptOuts::digest() const {
  Digester digester;
  for (const std::string& line : state_->said) digester.field(line);
  return digester.finish();
}

}  // namespace oyer::datasets
