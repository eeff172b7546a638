#include "datasets/detail/git_program.h"

#include <stdlib.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/file.h"
#include "datasets/detail/child_program.h"
#include "datasets/detail/git_folder.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_line = 65536;
constexpr std::size_t most_references = std::size_t{256} << 20U;

std::string config_for(std::size_t id_size) {
  const std::string core = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = ";
  return core + (id_size == 20 ? "sha1\n" : "sha256\n");
}

// A bare repository without anything in it.
Status make_empty(const fs::path& folder, std::size_t id_size) {
  std::error_code error;
  fs::create_directories(folder / "objects" / "pack", error);
  if (!error) fs::create_directories(folder / "refs" / "heads", error);
  if (error) return fail(host_error("cannot make " + folder.string(), error.value()));
  OYER_TRY_STATUS(write_file(folder / "config", config_for(id_size)));
  return write_file(folder / "HEAD", "ref: refs/heads/main\n");
}

void pass_on(std::vector<std::string>& environment, const char* name) {
  if (const char* const value = ::getenv(name)) environment.push_back(std::string(name) + "=" + value);
}

std::vector<std::string> environment_in(const fs::path& folder) {
  std::vector<std::string> environment = {"GIT_DIR=" + folder.string(),  "LC_ALL=C",
                                          "GIT_CONFIG_NOSYSTEM=1",       "GIT_CONFIG_SYSTEM=/dev/null",
                                          "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
                                          "GIT_NO_REPLACE_OBJECTS=1",    "GIT_NO_LAZY_FETCH=1",
                                          "GIT_OPTIONAL_LOCKS=0"};
  pass_on(environment, "PATH");
  return environment;
}

// Folders of PATH by their full names only: never one that depends on where we stand.
std::string find_git() {
  const char* const given = ::getenv("PATH");
  std::string_view path = given != nullptr ? given : "/usr/local/bin:/usr/bin:/bin";
  while (!path.empty()) {
    const std::size_t end = path.find(':');
    const std::string program = std::string(path.substr(0, end)) + "/git";
    if (program.starts_with('/') && ::access(program.c_str(), X_OK) == 0) return program;
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  }
  return {};
}

Result<std::unique_ptr<ChildProgram>> start_git(const std::vector<std::string>& words,
                                                const std::vector<std::string>& environment) {
  const std::string program = find_git();
  if (program.empty()) return fail(unsupported("this needs the git program, and there is none in PATH"));
  return ChildProgram::start(program, words, environment);
}

// ---- packs -------------------------------------------------------------------------------------------------------

// Git sees an empty repository of ours and the foreign objects in the place of its own, so that it reads nothing else.
class ProgramPacks final : public PackReader {
 public:
  explicit ProgramPacks(fs::path objects) : objects_(std::move(objects)) {}
  ~ProgramPacks() override {
    std::error_code ignored;
    if (!place_.empty()) fs::remove_all(place_, ignored);
  }

  Status make_place() {
    std::string name = (fs::temp_directory_path() / "oyer-git-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return fail(host_error("cannot make " + name));
    place_ = name;
    return make_empty(place_, 32);
  }

  // Git ends when it meets a broken object; the next question starts it again.
  Status read(const ObjectId& id, std::size_t, ObjectKind kind, std::uint64_t most,
              const ObjectVisitor& visit) override {
    OYER_TRY(const auto head, ask(sizes_, "--batch-check", id));
    if (!head.has_value()) return visit({BlobProblem::corrupt, 0, {}});
    if (head->kind.empty()) return visit({BlobProblem::missing, 0, {}});
    if (head->kind != name_of(kind)) return visit({BlobProblem::corrupt, 0, {}});
    if (head->size > most) return visit({BlobProblem::too_large, head->size, {}});
    OYER_TRY(const auto same, ask(contents_, "--batch", id));
    std::string bytes, newline;
    if (!same.has_value() || same->kind != head->kind || same->size != head->size ||
        !contents_->read_exactly(static_cast<std::size_t>(head->size), bytes) || !contents_->read_exactly(1, newline)) {
      contents_.reset();
      return visit({BlobProblem::corrupt, 0, {}});
    }
    return visit({std::nullopt, bytes.size(), bytes});
  }

  std::optional<ObjectKind> kind(const ObjectId& id) override {
    const auto head = ask(sizes_, "--batch-check", id);
    for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag}) {
      if (head.has_value() && head->has_value() && (*head)->kind == name_of(kind)) return kind;
    }
    return std::nullopt;
  }

 private:
  struct Head {
    std::string kind;  // empty: missing
    std::uint64_t size = 0;
  };

  // "ID KIND SIZE" or "ID missing". Nothing where git has ended instead.
  Result<std::optional<Head>> ask(std::unique_ptr<ChildProgram>& git, const char* mode, const ObjectId& id) {
    if (git == nullptr) {
      std::vector<std::string> environment = environment_in(place_);
      environment.push_back("GIT_OBJECT_DIRECTORY=" + fs::absolute(objects_).string());
      environment.emplace_back("GIT_ALLOW_PROTOCOL=none");
      OYER_TRY(git, start_git({"cat-file", mode}, environment));
    }
    std::string line;
    if (!git->write(id.hex + "\n") || !git->read_line(line, longest_line)) {
      git.reset();
      return std::optional<Head>();
    }
    if (line == id.hex + " missing") return std::optional<Head>(Head{});
    Head head;
    const std::size_t space = line.rfind(' ');
    if (line.starts_with(id.hex + " ") && space > id.hex.size()) {
      head.kind = line.substr(id.hex.size() + 1, space - id.hex.size() - 1);
      const char* const end = line.data() + line.size();
      if (std::from_chars(line.data() + space + 1, end, head.size).ptr == end) return std::optional(head);
    }
    git.reset();
    return std::optional<Head>();
  }

  fs::path objects_, place_;
  std::unique_ptr<ChildProgram> sizes_, contents_;
};

// ---- fetching ----------------------------------------------------------------------------------------------------

bool is_fetchable(std::string_view url) {
  if (url.empty() || url[0] == '-') return false;
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 127; })) {
    return false;
  }
  for (const std::string_view scheme : {"https://", "http://", "ssh://", "git://", "file://"}) {
    if (url.starts_with(scheme)) return url.size() > scheme.size();
  }
  // host:path, the short form of ssh; "ext::command" and its like are not.
  const std::size_t colon = url.find(':');
  return colon != std::string_view::npos && colon > 0 && url.find('/') > colon &&
         url.find("::") == std::string_view::npos;
}

// A URL without the name and password that may stand in it.
std::string without_secret(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == std::string_view::npos) return std::string(url);
  const std::size_t end = std::min(url.find('/', start + 3), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start + 3)) + std::string(url.substr(at + 1));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  if (what.empty() || what == with) return;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

class Fetch {
 public:
  Fetch(std::string url, fs::path folder) : url_(std::move(url)), folder_(std::move(folder)) {}

  Status run() {
    if (!is_fetchable(url_)) {
      return fail(invalid_input("'" + without_secret(url_) + "' is no URL of https, http, ssh, git or file"));
    }
    std::error_code error;
    const bool fresh =
        !fs::exists(folder_, error) || (fs::is_directory(folder_, error) && fs::is_empty(folder_, error));
    if (!fresh && !is_ours()) {
      return fail(invalid_input(folder_.string() + " is no copy made by fetching; give an empty folder"));
    }
    if (fresh) OYER_TRY_STATUS(make_empty(folder_, 20));
    OYER_TRY(const std::string references, run_git({"ls-remote", "--symref", "--", url_}));
    read_references(references);
    if (id_size_ != 0 && !is_of(id_size_)) {
      if (!fresh)
        return fail(invalid_input(folder_.string() + " and " + without_secret(url_) + " name objects otherwise"));
      OYER_TRY_STATUS(make_empty(folder_, id_size_));
    }
    OYER_TRY_STATUS(
        run_git({"fetch", "-q", "--prune", "--force", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
                 "--no-recurse-submodules", "--", url_, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"}));
    if (head_.empty()) return {};
    return write_file(folder_ / "HEAD", head_ + "\n");
  }

 private:
  bool is_of(std::size_t id_size) const {
    const auto config = read_file(folder_ / "config", 4096);
    return config.has_value() && *config == config_for(id_size);
  }
  bool is_ours() const { return is_of(20) || is_of(32); }

  // Lines "ID\tNAME", and "ref: NAME\tHEAD" before the line of HEAD.
  void read_references(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::size_t tab = line.find('\t');
      const std::string_view name = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
      if (line.starts_with("ref: refs/heads/") && name == "HEAD") {
        head_ = line.substr(0, tab);
      } else if (const auto id = parse_id(line.substr(0, tab))) {
        id_size_ = id->hex.size() / 2;
        if (name == "HEAD" && head_.empty()) head_ = id->hex;
      }
    }
  }

  Result<std::string> run_git(std::vector<std::string> words) const {
    std::vector<std::string> all = {"-c", "core.hooksPath=/dev/null",    "-c", "gc.auto=0",
                                    "-c", "fetch.unpackLimit=1",         "-c", "fetch.writeCommitGraph=false",
                                    "-c", "http.followRedirects=initial"};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<std::string> environment = environment_in(folder_);
    environment.emplace_back("GIT_ALLOW_PROTOCOL=file:git:http:https:ssh");
    for (const char* name : {"HOME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                             "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"}) {
      pass_on(environment, name);
    }
    OYER_TRY(const auto git, start_git(all, environment));
    std::string out;
    const bool whole = git->read_rest(out, most_references);
    if (whole && git->wait() == 0) return out;
    std::string said = whole ? git->complaint() : "it names too many references";
    replace_all(said, url_, without_secret(url_));
    return fail(host_error("cannot fetch " + without_secret(url_) + ": " + said, 0));
  }

  std::string url_;
  fs::path folder_;
  std::size_t id_size_ = 0;
  std::string head_;
};

}  // namespace

Result<std::unique_ptr<PackReader>> open_program_packs(const fs::path& objects) {
  auto packs = std::make_unique<ProgramPacks>(objects);
  OYER_TRY_STATUS(packs->make_place());
  return std::unique_ptr<PackReader>(std::move(packs));
}

Status fetch_repository(const std::string& url, const fs::path& folder) {
  std::error_code error;
  const fs::path full = fs::absolute(folder, error);
  if (error) return fail(host_error("cannot name " + folder.string(), error.value()));
  return Fetch(url, full).run();
}

}  // namespace oyer::datasets::detail
