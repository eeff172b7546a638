// Finding a GCC and telling it from every other: one `g++ -v -E` says where its parts are.
#include <elf.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/file.h"
#include "runners/cxx.h"
#include "runners/detail/tool.h"

namespace oyer::runners {

namespace {

namespace fs = std::filesystem;

const char* const system_gxx = "/usr/bin/g++";
constexpr const char* remedy = "; install one (apt-get install g++)";

// What a driver says of itself with -v.
struct Description {
  std::string version, target, configuration;
  std::vector<fs::path> programs, libraries, headers;  // where it looks for them
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::optional<std::string> after(const std::string& line, std::string_view prefix) {
  if (line.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  return line.substr(prefix.size());
}

std::vector<fs::path> split_path(const std::string& text) {
  std::vector<fs::path> all;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (end > begin) all.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

Result<Description> describe_driver(const fs::path& driver, const char* language) {
  const std::string where = driver.string();
  OYER_TRY(const detail::ToolAnswer answer, detail::run_tool(driver, {where, "-v", "-E", "-x", language, "/dev/null"}));
  if (!answer.in_time || !WIFEXITED(answer.status) || WEXITSTATUS(answer.status) != 0) {
    return fail(unsupported(where + " does not answer `-v -E`, as GCC does"));
  }
  Description found;
  bool in_headers = false;
  for (const std::string& line : lines_of(answer.err)) {
    if (const auto target = after(line, "Target: ")) found.target = *target;
    if (const auto configured = after(line, "Configured with: ")) found.configuration = *configured;
    if (const auto version = after(line, "gcc version ")) found.version = version->substr(0, version->find(' '));
    if (const auto paths = after(line, "COMPILER_PATH=")) found.programs = split_path(*paths);
    if (const auto paths = after(line, "LIBRARY_PATH=")) found.libraries = split_path(*paths);
    if (line == "End of search list.") in_headers = false;
    if (in_headers && line.size() > 1 && line[0] == ' ') found.headers.emplace_back(line.substr(1));
    if (line == "#include <...> search starts here:") in_headers = true;
  }
  if (found.version.empty() || found.target.empty() || found.programs.empty()) {
    return fail(unsupported(where + " is no GCC: `-v` names no version, target and COMPILER_PATH"));
  }
  return found;
}

// The build id of an ELF file, or "" when it has none within its first 64 KiB.
std::string build_id(const std::string& head) {
  Elf64_Ehdr header;
  if (head.size() < sizeof header || head.compare(0, 4, ELFMAG, 4) != 0 || head[EI_CLASS] != ELFCLASS64) return {};
  std::memcpy(&header, head.data(), sizeof header);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    const std::uint64_t at = header.e_phoff + std::uint64_t{i} * sizeof segment;
    if (at > head.size() || head.size() - at < sizeof segment) return {};
    std::memcpy(&segment, head.data() + at, sizeof segment);
    if (segment.p_type != PT_NOTE || segment.p_offset > head.size() ||
        segment.p_filesz > head.size() - segment.p_offset) {
      continue;
    }
    const std::string_view notes(head.data() + segment.p_offset, segment.p_filesz);
    // Name "GNU\0", type NT_GNU_BUILD_ID: the id follows the twelve bytes of the note's head and the name.
    const std::size_t found = notes.find(std::string_view("\x03\0\0\0GNU\0", 8));
    if (found == std::string_view::npos || found < 8) continue;
    std::uint32_t size = 0;
    std::memcpy(&size, notes.data() + found - 4, sizeof size);
    return std::string(notes.substr(found + 8, size));
  }
  return {};
}

// Build id and size of a large program or library; the content of anything else.
void add_file(Digester& digester, const fs::path& path) {
  digester.field(path.filename().string());
  std::error_code gone;
  const std::uintmax_t size = fs::file_size(path, gone);
  if (gone) {
    digester.field("absent");
    return;
  }
  digester.field(static_cast<std::uint64_t>(size));
  std::ifstream file(path, std::ios::binary);
  std::string head(std::min<std::uintmax_t>(size, 64U << 10U), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  const std::string id = size > head.size() ? build_id(head) : std::string();
  if (!id.empty()) {
    digester.field(id);
    return;
  }
  auto bytes = read_file(path);
  digester.field(bytes.has_value() ? to_string(sha256(*bytes)) : "unreadable");
}

fs::path first_in(const std::vector<fs::path>& folders, const std::string& name) {
  for (const fs::path& folder : folders) {
    std::error_code gone;
    if (fs::exists(folder / name, gone)) return folder / name;
  }
  return {};
}

// Names and sizes of the headers: an upgrade changes some.
void add_headers(Digester& digester, const fs::path& folder) {
  std::vector<std::string> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code none;
    if (at->is_regular_file(none)) {
      entries.push_back(at->path().filename().string() + ":" + std::to_string(at->file_size(none)));
    }
  }
  std::sort(entries.begin(), entries.end());
  for (const std::string& entry : entries) digester.field(entry);
}

void add_driver(Digester& digester, const fs::path& driver, const Description& found, const char* compiler) {
  for (const std::string* text : {&found.version, &found.target, &found.configuration}) digester.field(*text);
  add_file(digester, driver);
  for (const char* program : {compiler, "collect2"}) add_file(digester, first_in(found.programs, program));
  const std::vector<fs::path> tools{"/usr/bin", "/bin"};
  for (const char* tool : {"as", "ld"}) {
    const fs::path own = first_in(found.programs, tool);
    add_file(digester, own.empty() ? first_in(tools, tool) : own);
  }
  for (const char* part :
       {"Scrt1.o", "crt1.o", "crti.o", "crtn.o", "crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o", "libgcc.a",
        "libgcc_s.so.1", "libstdc++.so", "libstdc++.a", "libc.so.6", "libm.so.6", "libc.a"}) {
    add_file(digester, first_in(found.libraries, part));
  }
  for (const fs::path& folder : found.headers) {
    for (const char* below : {"", "bits", "ext", "sys"}) add_headers(digester, folder / below);
  }
}

std::string path_variable() {
  const char* path = std::getenv("PATH");
  return path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
}

bool is_system(const fs::path& path) {
  const std::string text = path.string();
  for (const std::string_view root : {"/usr/", "/bin/", "/lib/", "/lib64/"}) {
    if (text.compare(0, root.size(), root) == 0) return true;
  }
  return false;
}

Result<fs::path> locate(const std::optional<fs::path>& asked) {
  if (asked && asked->has_parent_path()) {
    if (!fs::exists(*asked)) return fail(not_found("there is no " + asked->string()));
    return fs::absolute(*asked);
  }
  const std::string name = asked ? asked->string() : "g++";
  const fs::path found = detail::search_path(name, path_variable());
  if (!found.empty()) return found;
  if (!asked && fs::exists(system_gxx)) return fs::path(system_gxx);
  return fail(not_found("there is no " + name + " on PATH" + remedy));
}

// The C driver that belongs to a C++ one: the same name with gcc for g++, in the same folder.
fs::path c_driver(const fs::path& gxx) {
  std::string name = gxx.filename().string();
  const std::size_t at = name.rfind("g++");
  if (at == std::string::npos) return {};
  const fs::path gcc = gxx.parent_path() / name.replace(at, 3, "gcc");
  return fs::exists(gcc) ? gcc : fs::path();
}

}  // namespace

Result<CxxToolchain> find_cxx(const std::optional<fs::path>& asked) {
  OYER_TRY(const fs::path gxx, locate(asked));
  OYER_TRY(const Description cpp, describe_driver(gxx, "c++"));
  CxxToolchain found;
  found.gxx = gxx;
  found.version = cpp.version;
  found.target = cpp.target;
  Digester digester;
  digester.field("cxx-toolchain-1");
  add_driver(digester, gxx, cpp, "cc1plus");
  if (const fs::path gcc = c_driver(gxx); !gcc.empty()) {
    if (const auto c = describe_driver(gcc, "c"); c.has_value()) {
      found.gcc = gcc;
      add_driver(digester, gcc, *c, "cc1");
    }
  }
  found.digest = digester.finish();
  const fs::path real = fs::canonical(gxx);
  if (!is_system(real)) found.mounts.push_back(real.parent_path().parent_path());
  return found;
}

}  // namespace oyer::runners
