#include "datasets/detail/generated_file.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace oyer::datasets::detail {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '_'; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool holds_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return holds(text, part); });
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

// The folder anywhere in the path: "/node_modules/" of "a/node_modules/b.js", also at its beginning.
bool has_folder(std::string_view path, std::string_view folder) {
  for (std::size_t at = path.find(folder); at != std::string_view::npos; at = path.find(folder, at + 1)) {
    if (at == 0 || path[at - 1] == '/') return true;
  }
  return false;
}

// A file as linguist's rules look at it: lines by number from both ends, at most 1,024 bytes of each.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (std::size_t at = 0; first_.size() < most && at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      first_.push_back(cut(text.substr(at, end - at)));
      at = end + 1;
    }
    std::size_t end = text.size();
    while (last_.size() < 2) {
      const std::size_t feed = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
      last_.push_back(cut(text.substr(feed + 1, end - feed - 1)));
      if (feed == std::string_view::npos) break;
      end = feed;
    }
  }

  // Lines from 0; "" beyond the end and beyond the first 41.
  std::string_view at(std::size_t line) const { return line < first_.size() ? first_[line] : std::string_view{}; }
  // The last line is 0; it is "" when the text ends in a line feed.
  std::string_view from_end(std::size_t line) const { return line < last_.size() ? last_[line] : std::string_view{}; }
  bool more_than(std::size_t lines) const { return first_.size() > lines; }
  std::string_view text() const { return text_; }

  bool any_holds(std::size_t first, std::size_t last, std::string_view part) const {
    for (std::size_t line = first; line <= last && line < first_.size(); ++line) {
      if (holds(first_[line], part)) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t most = 41;
  static std::string_view cut(std::string_view line) { return line.substr(0, 1024); }

  std::string_view text_;
  std::vector<std::string_view> first_, last_;
};

// ---- by path alone

// "vendor/" and what looks like a host behind it: Go's own vendoring.
bool is_go_vendor(std::string_view path) {
  for (std::size_t at = path.find("vendor/"); at != std::string_view::npos; at = path.find("vendor/", at + 1)) {
    const std::string_view rest = path.substr(at + 7);
    const std::string_view host = rest.substr(0, rest.find('/'));
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.front() == '-') continue;
    if (is_any(host.substr(dot + 1), {"com", "edu", "gov", "in", "me", "net", "org", "fm", "io"})) return true;
  }
  return false;
}

bool is_lock_file(std::string_view name) {
  return is_any(name, {"composer.lock",
                       "Cargo.lock",
                       "Cargo.toml.orig",
                       "Gopkg.lock",
                       "glide.lock",
                       "poetry.lock",
                       "pdm.lock",
                       "uv.lock",
                       "Pipfile.lock",
                       "npm-shrinkwrap.json",
                       "package-lock.json",
                       "pnpm-lock.yaml",
                       "yarn.lock",
                       "bun.lock",
                       "deno.lock",
                       "flake.lock",
                       "MODULE.bazel.lock",
                       "pixi.lock",
                       ".terraform.lock.hcl",
                       "esy.lock"}) ||
         name.ends_with(".esy.lock");
}

std::string_view by_path(std::string_view path, std::string_view name, std::string_view low) {
  if (low.ends_with(".nib") || low.ends_with(".xcworkspacedata") || low.ends_with(".xcuserstate")) return "Xcode";
  if (has_folder(path, ".idea/")) return "IntelliJ";
  if (has_folder(path, "Pods/")) return "CocoaPods";
  if (has_folder(path, "Carthage/Build/")) return "Carthage";
  if (holds(path, "__generated__/")) return "__generated__ folder";
  if (low.ends_with(".designer.cs") || low.ends_with(".designer.vb")) return ".NET designer";
  if (low.ends_with(".feature.cs")) return "SpecFlow";
  if (is_lock_file(name)) return "lock file";
  if (holds(path, "node_modules/")) return "node_modules";
  if (is_go_vendor(path)) return "Go vendor folder";
  if (name.starts_with(".pnp.")) return "Yarn Plug'n'Play";
  if (holds(path, "Godeps/")) return "Godeps";
  for (const std::string_view end : {".zep.c", ".zep.h", ".zep.php"}) {
    if (name.ends_with(end) && name.size() > end.size()) return "Zephir";
  }
  if (low.ends_with("_tlb.pas")) return "Delphi type library";
  if (is_any(name, {"gradlew", "gradlew.bat"})) return "Gradle wrapper";
  if (is_any(name, {"mvnw", "mvnw.cmd"})) return "Maven wrapper";
  return {};
}

// ---- by a mark in certain lines

struct Mark {
  std::string_view generator;
  std::string_view extensions;  // each between bars: "|.c|.cpp|"; "" for every file
  std::size_t first_line, last_line;
  std::string_view text;
  bool at_start = false;  // of the line
};

constexpr Mark marks[] = {
    {"CoffeeScript", "|.js|", 0, 0, "// Generated by ", true},
    {"Cython", "|.c|.cpp|", 0, 0, "Generated by Cython"},
    {"Go generator", "|.go|", 0, 39, "Code generated by"},
    {"go-to-protobuf", "|.proto|", 0, 19, "This file was autogenerated by go-to-protobuf"},
    {"protocol buffers", "|.py|.java|.h|.cc|.cpp|.m|.rb|.php|.pyi|", 0, 2,
     "Generated by the protocol buffer compiler.  DO NOT EDIT!"},
    {"protocol buffers", "|.py|.pyi|", 0, 2, "Generated by the gRPC Python protocol compiler plugin. DO NOT EDIT!"},
    {"protocol buffers", "|.js|", 5, 5, "GENERATED CODE -- DO NOT EDIT!"},
    {"protocol buffers", "|.ts|.js|", 0, 3, "@generated by protobuf-ts"},
    {"Thrift", "|.rb|.py|.go|.js|.m|.java|.h|.cc|.cpp|.php|", 0, 5, "Autogenerated by Thrift Compiler"},
    {"javah", "|.h|", 0, 0, "/* DO NOT EDIT THIS FILE - it is machine generated */"},
    {"ANTLR", "|.g|", 1, 1, "generated by Xtest"},
    {"KiCad", "|.mod|", 0, 0, "PCBNEW-LibModule-V"},
    {"gfortran", "|.mod|", 0, 0, "GFORTRAN module version '"},
    {"Unity3D", "|.meta|", 0, 0, "fileFormatVersion: "},
    {"Racc", "|.rb|", 2, 2, "# This file is automatically generated by Racc", true},
    {"JFlex", "|.java|", 0, 0, "/* The following code was generated by JFlex ", true},
    {"Grammar-Kit", "|.java|", 0, 0, "// This is a generated file. Not intended for manual editing.", true},
    {"roxygen2", "|.Rd|", 0, 0, "% Generated by roxygen2: do not edit by hand"},
    {"Jison", "|.js|", 0, 0, "/* parser generated by jison ", true},
    {"Jison", "|.js|", 0, 0, "/* generated by jison-lex ", true},
    {"gRPC", "|.cpp|.hpp|.h|.cc|", 0, 0, "// Generated by the gRPC", true},
    {"Visual Studio 6", "|.dsp|", 0, 2, "# Microsoft Developer Studio Generated Build File"},
    {"Haxe", "|.js|.py|.lua|.cpp|.h|.java|.cs|.php|", 0, 2, "Generated by Haxe"},
    {"jOOQ", "|.java|", 0, 1, "This file is generated by jOOQ."},
    {"pkgdown", "|.html|.htm|.xhtml|", 0, 1, "<!-- Generated by pkgdown: do not edit by hand -->"},
    {"mandoc", "|.html|.htm|.xhtml|", 2, 2, "<!-- This is an automatically generated file.", true},
    {"Doxygen", "|.html|.htm|.xhtml|", 0, 30, "<!-- Generated by Doxygen "},
    {"Sorbet", "|.rbi|", 0, 4, "# typed: autogenerated"},
    {"Tapioca", "|.rbi|", 0, 4, "DO NOT EDIT MANUALLY"},
    {"bindgen", "|.rs|", 0, 0, "/* automatically generated by rust-bindgen", true},
    {"SWIG", "|.c|.cpp|.cxx|.py|.java|.cs|", 0, 3, "This file was automatically generated by SWIG"},
    {"Qt moc", "|.cpp|.cc|", 0, 2, "** Meta object code from reading C++ file"},
    {"Qt uic", "|.h|.py|", 0, 3, "Form generated from reading"},
    {"Bison", "|.c|.h|.cc|.cpp|.hh|.hpp|", 0, 0, "/* A Bison parser, made by GNU Bison", true},
    {"flex", "|.c|.cc|.cpp|", 0, 9, "/* A lexical scanner generated by flex */"},
    {"Autoconf", "", 0, 3, "# Generated by GNU Autoconf"},
    {"Automake", "", 0, 1, "generated by automake"},
    {"Autoheader", "|.in|", 0, 0, "Generated from configure.ac by autoheader"},
};

std::string_view by_mark(std::string_view extension, const Lines& lines) {
  const std::string bars = "|" + std::string(extension) + "|";
  for (const Mark& mark : marks) {
    if (!mark.extensions.empty() && !holds(mark.extensions, bars)) continue;
    for (std::size_t i = mark.first_line; i <= mark.last_line; ++i) {
      if (mark.at_start ? lines.at(i).starts_with(mark.text) : holds(lines.at(i), mark.text)) return mark.generator;
    }
  }
  return {};
}

// ---- by shape

bool is_minified(std::string_view low_extension, std::string_view text) {
  if (!is_any(low_extension, {".js", ".css"})) return false;
  const auto feeds = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return !text.empty() && (text.size() - feeds) / (feeds + 1) > 110;
}

bool names_source_map(std::string_view line) {
  if (holds(line, "sourceURL=")) return true;
  return line.size() > 3 && line[0] == '/' && (line[1] == '*' || line[1] == '/') &&
         (line[2] == '#' || line[2] == '@') &&
         (line.substr(3).starts_with(" sourceMappingURL") || line.substr(3).starts_with(" sourceURL"));
}

bool is_source_map(std::string_view low, std::string_view first) {
  if (!low.ends_with(".map")) return false;
  const bool counted = first.starts_with("{\"version\":") && first.size() > 11 && is_digit(first[11]);
  return low.ends_with(".css.map") || low.ends_with(".js.map") || counted ||
         first.starts_with("/** Begin line maps. **/{");
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// Before it left its name, CoffeeScript left a closure around everything and temporaries of its own.
bool is_old_coffeescript(const Lines& lines) {
  if (lines.at(0) != "(function() {" || lines.from_end(1) != "}).call(this);" || !lines.from_end(0).empty())
    return false;
  std::size_t score = 0;
  const std::string_view text = lines.text();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!holds(line, "var ")) continue;
    for (const std::string_view name : {"_fn", "_i", "_len", "_ref", "_results"}) score += occurrences(line, name);
    for (const std::string_view name : {"__bind", "__extends", "__hasProp", "__indexOf", "__slice"}) {
      score += 3 * occurrences(line, name);
    }
  }
  return score >= 3;
}

bool is_pegjs(const Lines& lines) {
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t mark = lines.at(i).find("Generated by PEG.js");
    if (mark != std::string_view::npos && (i > 0 || holds(lines.at(i).substr(0, mark), "/*"))) return true;
  }
  return false;
}

bool is_net_documentation(const Lines& lines) {
  return lines.more_than(3) && holds(lines.at(1), "<doc>") && holds(lines.at(2), "<assembly>") &&
         holds(lines.from_end(1), "</doc>");
}

bool is_made_postscript(const Lines& lines) {
  for (std::size_t i = 0; i < 10; ++i) {
    const std::string_view line = lines.at(i);
    if (!line.starts_with("%%Creator: ")) continue;
    if (std::any_of(line.begin(), line.end(), is_digit)) return true;
    if (holds_any(line, {"draw", "mpage", "ImageMagick", "inkscape", "MATLAB", "PCBNEW", "pnmtops", "(Unknown)",
                         "Serif Affinity", "Filterimage -tops"})) {
      return true;
    }
    return holds(line, "EAGLE") && lines.any_holds(0, 4, "%%Title: EAGLE Drawing ");
  }
  return false;
}

// <meta name="generator" content="Org mode">: only tools that turn other texts into pages.
bool has_generator_meta(const Lines& lines) {
  for (std::size_t i = 0; i <= 30; ++i) {
    const std::string line = lower(lines.at(i));
    for (std::size_t at = line.find("<meta"); at != std::string::npos; at = line.find("<meta", at + 5)) {
      const std::string_view tag = std::string_view(line).substr(at, line.find('>', at) - at);
      if (!holds_any(tag, {"name=\"generator\"", "name='generator'", "name=generator"})) continue;
      const std::size_t equals = std::min(tag.find("content="), tag.find("value="));
      if (equals == std::string_view::npos) continue;
      std::string_view value = tag.substr(tag.find('=', equals) + 1);
      if (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
      for (const std::string_view tool :
           {"org mode", "org-mode", "latex2html", "jlatex2html", "groff", "makeinfo", "texi2html", "ronn"}) {
        if (value.starts_with(tool) && (value.size() == tool.size() || !is_word(value[tool.size()]))) return true;
      }
    }
  }
  return false;
}

bool is_dart(const Lines& lines) {
  const std::string first = lower(lines.at(0));
  const std::size_t at = first.find("generated code");
  if (at == std::string::npos) return false;
  std::string_view rest = std::string_view(first).substr(at + 14);
  std::size_t marks_between = 0;
  while (!rest.empty() && !is_word(rest.front()) && marks_between < 4) {
    rest.remove_prefix(1);
    ++marks_between;
  }
  return marks_between >= 2 && rest.starts_with("do not modify");
}

bool is_gamemaker(const Lines& lines) {
  return lines.more_than(3) && holds(lines.at(2), "\"modelName\":") && holds(lines.at(2), "\"GM");
}

bool is_gimp(std::string_view first) {
  return holds(first, "/* GIMP ") ? holds(first, " C-Source image dump (") && holds(first, ".c) */")
                                  : holds(first, "/*  GIMP header image file format (") && holds(first, ".h  */");
}

std::string_view by_shape(std::string_view name, std::string_view low, std::string_view extension, const Lines& lines) {
  const std::string low_extension = lower(extension);
  if (is_minified(low_extension, lines.text())) return "minified";
  if (is_any(low_extension, {".js", ".css"}) &&
      (names_source_map(lines.from_end(0)) || names_source_map(lines.from_end(1)))) {
    return "has a source map";
  }
  if (is_source_map(low, lines.at(0))) return "source map";
  if (extension == ".js" && is_old_coffeescript(lines)) return "CoffeeScript";
  if (extension == ".js" && is_pegjs(lines)) return "PEG.js";
  if (low_extension == ".xml" && is_net_documentation(lines)) return ".NET documentation";
  if (is_any(extension, {".ps", ".eps", ".pfa"}) && is_made_postscript(lines)) return "PostScript";
  if (extension == ".yml" && holds(lines.from_end(1), "recorded_with: VCR")) return "VCR cassette";
  if (is_any(low_extension, {".html", ".htm", ".xhtml"}) && has_generator_meta(lines)) return "HTML generator";
  if (extension == ".dart" && is_dart(lines)) return "Dart generator";
  if (name.ends_with("ppport.h") && holds(lines.at(8), "Automatically created by Devel::PPPort"))
    return "Devel::PPPort";
  if (is_any(extension, {".yy", ".yyp"}) && is_gamemaker(lines)) return "GameMaker";
  if (is_any(extension, {".c", ".h"}) && is_gimp(lines.at(0))) return "GIMP";
  return {};
}

}  // namespace

std::string_view generator_of(std::string_view path, std::string_view text) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string low = lower(name);
  if (const auto found = by_path(path, name, low); !found.empty()) return found;
  const std::size_t dot = name.rfind('.');
  const std::string_view extension = dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
  const Lines lines(text);
  if (const auto found = by_mark(extension, lines); !found.empty()) return found;
  return by_shape(name, low, extension, lines);
}

}  // namespace oyer::datasets::detail
