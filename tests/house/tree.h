// Tree: the files that the house is judged by, and what can be read off each without compiling it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::house {

struct Include {
  std::string path;  // as written between the quotes or the angle brackets
  bool angle = false;
  std::size_t line = 0;  // 1-based
};

struct File {
  std::string path;  // relative to the root of the tree, with '/'
  std::string text;
  std::string code;  // C and C++: the text with comments and the insides of literals blanked; otherwise empty
  std::vector<Include> includes;
};

struct Tree {
  std::filesystem::path root;
  std::vector<File> files;  // ordered by path
  const File* find(std::string_view path) const;
};

// The files of a checkout that git tracks, as they stand in the working tree. Planted trees (tests/house/fixtures/)
// are left out. Throws when git cannot be asked.
Tree tracked_tree(const std::filesystem::path& root);

// Every file below a folder.
Tree planted_tree(const std::filesystem::path& root);

bool is_cpp(std::string_view path);  // .cc, .h, .c
bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends);

// "base/json.h" -> "base"; "dev" -> "".
std::string_view top_folder(std::string_view path);

// The lines of a text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text);

// The text with comments and the insides of string and character literals replaced by spaces; same length, same lines.
std::string blank_comments_and_literals(std::string_view text);

// "path:line: message", the one form of all messages.
std::string at(std::string_view path, std::size_t line, std::string_view message);

}  // namespace oyer::house
