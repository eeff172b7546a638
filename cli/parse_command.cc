#include "cli/parse_command.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/enclosing_project.h"
#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/graph.h"
#include "datasets/corpus/repo_map.h"
#include "parsers/outline.h"

namespace oyer::cli {
namespace {

namespace fs = std::filesystem;
using datasets::ProjectFile;
using parsers::Outline;

constexpr std::uint64_t kLargestFile = std::uint64_t{10} << 20U;

struct ParsedFile {
  std::string path;  // from the folder, or the name of the one file
  Language language = Language::python;
  Outline outline;
};

struct Parsed {
  std::deque<ParsedFile> files;    // of languages with a grammar, by path
  std::string prefix;              // where the folder lies in its project: "" or "src/flask/"
  std::vector<std::string> paths;  // of everything, from the project's root, by path
  std::vector<datasets::ManifestText> manifests;
};

// "python, c, cpp, …"
std::string parsed_languages() {
  std::string names;
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = static_cast<Language>(i);
    if (parsers::outline_version(language) == "none") continue;
    names += (names.empty() ? "" : ", ") + std::string(name_of(language));
  }
  return names;
}

Result<std::optional<ParsedFile>> parse_one(const fs::path& file, const std::string& path) {
  OYER_TRY(const std::string bytes, read_file(file, kLargestFile));
  const datasets::FileKind kind = datasets::kind_of(path, bytes);
  if (!kind.parsed_as) return std::optional<ParsedFile>{};
  const std::optional<std::string> text = datasets::to_utf8(bytes, kind.encoding);
  if (!text) return std::optional<ParsedFile>{};
  return std::optional<ParsedFile>({path, *kind.parsed_as, parsers::outline_of(*kind.parsed_as, *text)});
}

// Paths of the regular files below the folder, links not followed, .git left out.
Result<std::vector<std::string>> paths_below(const fs::path& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
  if (error) return fail(host_error("cannot read " + folder.string(), error.value()));
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) return fail(host_error("cannot read " + folder.string(), error.value()));
    const fs::file_status status = at->symlink_status(error);
    if (fs::is_directory(status) && at->path().filename() == ".git") at.disable_recursion_pending();
    if (fs::is_regular_file(status)) paths.push_back(at->path().lexically_relative(folder).generic_string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// What cannot be read is told and passed over. Of what lies around the folder nothing but manifests is read.
Result<Parsed> parse_folder(const fs::path& folder, Session& session) {
  OYER_TRY(const std::vector<std::string> paths, paths_below(folder));
  EnclosingProject around = enclosing_project(folder);
  Parsed parsed{{}, std::move(around.prefix), std::move(around.paths), {}};
  for (const std::string& path : paths) parsed.paths.push_back(parsed.prefix + path);
  std::sort(parsed.paths.begin(), parsed.paths.end());
  for (const std::string& path : parsed.paths) {
    if (!datasets::is_import_manifest(path)) continue;
    Result<std::string> text = read_file(around.root / path, datasets::kLargestManifest);
    if (text.has_value()) {
      parsed.manifests.push_back({path, *std::move(text)});
    } else {
      session.people.write(
          fmt::format("oyer: {} says nothing of imports: {}\n", printable(path), to_string(text.error())));
    }
  }
  for (const std::string& path : paths) {
    if (session.stop.stop_requested()) return fail(cancelled("stopped"));
    auto one = parse_one(folder / path, path);
    if (!one.has_value()) {
      session.people.write(fmt::format("oyer: {} is left out: {}\n", printable(path), to_string(one.error())));
    } else if (*one) {
      parsed.files.push_back(*std::move(*one));
    }
  }
  return parsed;
}

Result<Parsed> parse_place(const std::string& place, Session& session) {
  const fs::path path(place);
  std::error_code error;
  if (fs::is_directory(path, error)) return parse_folder(path, session);
  OYER_TRY(auto one, parse_one(path, path.filename().string()));
  if (!one) return fail(unsupported(place + ": this is of no language that Oyer parses (" + parsed_languages() + ")"));
  Parsed parsed;
  parsed.paths.push_back(one->path);
  parsed.files.push_back(*std::move(one));
  return parsed;
}

std::string_view name_of_kind(parsers::SymbolKind kind) {
  switch (kind) {
    case parsers::SymbolKind::function: return "function";
    case parsers::SymbolKind::method: return "method";
    case parsers::SymbolKind::class_: return "class";
    case parsers::SymbolKind::variable: return "variable";
    case parsers::SymbolKind::module: return "module";
    case parsers::SymbolKind::macro: return "macro";
  }
  return "?";
}

json::array symbols_json(const Outline& outline) {
  json::array rows;
  for (const parsers::Definition& d : outline.definitions) {
    json::object row{{"kind", std::string(name_of_kind(d.kind))},
                     {"name", d.name},
                     {"signature", d.signature},
                     {"doc", d.doc},
                     {"line", d.span.row + 1},
                     {"byte_begin", d.span.byte_begin},
                     {"byte_end", d.span.byte_end},
                     {"public", d.is_public}};
    if (d.parent) row["parent"] = *d.parent;
    rows.push_back(std::move(row));
  }
  return rows;
}

// The resolved imports of one file, in the order of the graph's list.
json::array imports_json(const Parsed& parsed, const datasets::ProjectGraph& graph, std::uint32_t file) {
  json::array rows;
  for (const datasets::ResolvedImport& import : graph.imports) {
    if (import.file != file) continue;
    const parsers::ImportUse& use = parsed.files[file].outline.imports[import.import];
    json::array targets;
    for (const std::uint32_t target : import.targets) targets.push_back(json::string(parsed.files[target].path));
    rows.push_back(json::object{{"form", std::string(name_of(use.form))},
                                {"target", use.target},
                                {"name", use.name},
                                {"alias", use.alias},
                                {"weak", use.weak},
                                {"guarded", use.guarded},
                                {"line", use.span.row + 1},
                                {"status", std::string(name_of(import.status))},
                                {"files", std::move(targets)}});
  }
  return rows;
}

json::object graph_json(const Parsed& parsed, const datasets::ProjectGraph& graph) {
  json::array files, edges;
  for (const ParsedFile& file : parsed.files) files.push_back(json::string(file.path));
  for (const datasets::Edge& edge : graph.edges)
    edges.push_back(json::object{{"from", parsed.files[edge.from].path},
                                 {"to", parsed.files[edge.to].path},
                                 {"status", std::string(name_of(edge.status))},
                                 {"strength", std::string(name_of(edge.strength))}});
  return {{"files", std::move(files)}, {"edges", std::move(edges)}};
}

std::string dot_name(const std::string& path) {
  std::string quoted = "\"";
  for (const char c : printable(path)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string graph_dot(const Parsed& parsed, const datasets::ProjectGraph& graph) {
  std::string text = "digraph project {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const ParsedFile& file : parsed.files) text += "  " + dot_name(file.path) + ";\n";
  for (const datasets::Edge& edge : graph.edges) {
    std::string style;
    if (edge.strength == datasets::Strength::weak) style = " [style=dashed]";
    if (edge.status == datasets::ImportStatus::ambiguous) style = " [style=dotted]";
    text +=
        "  " + dot_name(parsed.files[edge.from].path) + " -> " + dot_name(parsed.files[edge.to].path) + style + ";\n";
  }
  return text + "}\n";
}

// Ranks are estimates: six digits say more than enough, and are the same everywhere.
double rounded(double rank) { return std::round(rank * 1e6) / 1e6; }

json::object map_json(const Parsed& parsed, const datasets::RepoMap& map, std::uint64_t budget) {
  json::array files;
  for (const datasets::MappedFile& mapped : map.files) {
    const ParsedFile& file = parsed.files[mapped.file];
    json::array definitions;
    for (const datasets::MappedDefinition& one : mapped.definitions) {
      const parsers::Definition& d = file.outline.definitions[one.definition];
      definitions.push_back(json::object{{"kind", std::string(name_of_kind(d.kind))},
                                         {"name", d.name},
                                         {"signature", d.signature},
                                         {"line", d.span.row + 1},
                                         {"depth", one.depth},
                                         {"rank", rounded(one.rank)}});
    }
    files.push_back(json::object{{"path", file.path},
                                 {"language", std::string(name_of(file.language))},
                                 {"rank", rounded(mapped.rank)},
                                 {"definitions", std::move(definitions)}});
  }
  return {{"budget", budget},
          {"tokens", map.tokens},
          {"files", std::move(files)},
          {"files_left_out", map.files_left_out},
          {"definitions_left_out", map.definitions_left_out}};
}

std::string symbols_text(const Outline& outline) {
  std::string text;
  std::vector<unsigned> depth(outline.definitions.size(), 0);
  for (std::size_t i = 0; i < outline.definitions.size(); ++i) {
    const parsers::Definition& d = outline.definitions[i];
    if (d.parent && *d.parent < i) depth[i] = depth[*d.parent] + 1;
    text += fmt::format("{:>5}  {}{}\n", d.span.row + 1, std::string(2 * std::size_t{std::min(depth[i], 40U)}, ' '),
                        printable(d.signature.empty() ? d.name : d.signature));
  }
  return text;
}

std::string imports_text(const Parsed& parsed, const datasets::ProjectGraph& graph, std::uint32_t file) {
  std::string text;
  for (const datasets::ResolvedImport& import : graph.imports) {
    if (import.file != file) continue;
    const parsers::ImportUse& use = parsed.files[file].outline.imports[import.import];
    std::string line = fmt::format("{:>5}  {}{}  {}", use.span.row + 1, printable(use.target),
                                   use.name.empty() ? "" : " : " + printable(use.name), name_of(import.status));
    for (const std::uint32_t target : import.targets) line += " " + printable(parsed.files[target].path);
    text += line + (use.weak ? " (weak)\n" : "\n");
  }
  return text;
}

void write_map(const Parsed& parsed, const datasets::ProjectGraph& graph, const ParseArguments& arguments,
               Session& session) {
  std::vector<ProjectFile> project;  // by their paths from the folder, as a reader knows them
  for (const ParsedFile& file : parsed.files) project.push_back({file.path, file.language, &file.outline});
  const datasets::RepoMap map = datasets::repo_map(project, graph, arguments.map);
  if (arguments.json) return session.data.write(json::print(map_json(parsed, map, arguments.map)) + "\n");
  const std::string text = datasets::map_text(project, map);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    session.data.write(printable(std::string_view(text).substr(at, end - at)) + "\n");
    at = end + 1;
  }
}

}  // namespace

Result<ExitCode> parse_command(const ParseArguments& arguments, Session& session) {
  OYER_TRY(const Parsed parsed, parse_place(arguments.place, session));
  if (parsed.files.empty())
    session.people.write(fmt::format("oyer: {} holds no file of a language that Oyer parses ({})\n",
                                     printable(arguments.place), parsed_languages()));
  std::vector<ProjectFile> project;
  for (const ParsedFile& file : parsed.files)
    project.push_back({parsed.prefix + file.path, file.language, &file.outline});
  const datasets::ProjectGraph graph = project_graph(project, parsed.paths, parsed.manifests);
  std::error_code error;
  const bool is_folder = fs::is_directory(arguments.place, error);
  if (arguments.map > 0) {
    write_map(parsed, graph, arguments, session);
    if (!arguments.symbols && !arguments.imports && !arguments.graph) return ExitCode::done;
  }
  const bool any = arguments.symbols || arguments.imports || arguments.graph;
  const bool symbols = arguments.symbols || (!any && !is_folder);
  const bool with_graph = arguments.graph || (!any && is_folder);
  if (with_graph) {
    session.data.write(arguments.json ? json::print(graph_json(parsed, graph)) + "\n" : graph_dot(parsed, graph));
    if (!symbols && !arguments.imports) return ExitCode::done;
  }
  for (std::uint32_t i = 0; i < parsed.files.size(); ++i) {
    const ParsedFile& file = parsed.files[i];
    if (arguments.json) {
      json::object row{{"path", file.path},
                       {"language", std::string(name_of(file.language))},
                       {"parsed", file.outline.parsed},
                       {"error_bytes", file.outline.error_bytes}};
      if (symbols) row["symbols"] = symbols_json(file.outline);
      if (arguments.imports) row["imports"] = imports_json(parsed, graph, i);
      session.data.write(json::print(row) + "\n");
      continue;
    }
    if (parsed.files.size() > 1) session.data.write(printable(file.path) + "\n");
    if (symbols) session.data.write(symbols_text(file.outline));
    if (arguments.imports) session.data.write(imports_text(parsed, graph, i));
  }
  return ExitCode::done;
}

}  // namespace oyer::cli
