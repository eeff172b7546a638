#include "tests/house/arrows.h"

#include <algorithm>
#include <functional>
#include <sstream>

namespace oyer::house {
namespace {

constexpr std::string_view document_path = "docs/ARCHITECTURE.md";
constexpr std::string_view planned_mark = "(planned)";

std::string trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream{std::string(text)};
  for (std::string part; std::getline(stream, part, separator);) {
    if (part = trim(part); !part.empty()) parts.push_back(part);
  }
  return parts;
}

// Takes "(planned)" off the end of a word; true when it was there.
bool take_planned(std::string& word) {
  if (!word.ends_with(planned_mark)) return false;
  word = trim(std::string_view(word).substr(0, word.size() - planned_mark.size()));
  return true;
}

void read_room(std::string_view text, std::size_t line, Drawing& drawing) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) {
    drawing.faults.push_back(at(document_path, line, "expected 'room -> room, room'"));
    return;
  }
  std::string name = trim(text.substr(0, arrow));
  Room room;
  room.line = line;
  room.planned = take_planned(name);
  for (std::string target : split(text.substr(arrow + 2), ',')) {
    const bool awaited = take_planned(target);
    if (target == "*") {
      room.any = true;
    } else {
      room.arrows.insert(target);
      if (awaited) room.awaited.insert(target);
    }
  }
  if (!drawing.rooms.emplace(name, room).second) {
    drawing.faults.push_back(at(document_path, line, name + " is drawn twice"));
  }
}

void read_place(std::string_view text, std::size_t line, Drawing& drawing) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    drawing.faults.push_back(at(document_path, line, "expected 'header: place place'"));
    return;
  }
  drawing.places.push_back({line, trim(text.substr(0, colon)), split(text.substr(colon + 1), ' ')});
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing" : text;
}

// Headers of the language, of POSIX and of the kernel: these need no place.
bool is_system_header(std::string_view path) {
  static const std::set<std::string_view> folders = {"sys", "linux", "asm", "netinet", "arpa", "bits"};
  static const std::set<std::string_view> posix = {
      "aio.h",    "assert.h",   "ctype.h",  "dirent.h",      "dlfcn.h",  "elf.h",       "errno.h",   "fcntl.h",
      "fenv.h",   "getopt.h",   "glob.h",   "grp.h",         "limits.h", "link.h",      "locale.h",  "math.h",
      "mqueue.h", "netdb.h",    "poll.h",   "pthread.h",     "pty.h",    "pwd.h",       "sched.h",   "semaphore.h",
      "setjmp.h", "signal.h",   "spawn.h",  "stdalign.h",    "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h",
      "stdint.h", "stdio.h",    "stdlib.h", "stdnoreturn.h", "string.h", "strings.h",   "syslog.h",  "termios.h",
      "time.h",   "ucontext.h", "unistd.h", "utime.h",       "wchar.h",  "langinfo.h",  "malloc.h",  "mntent.h",
      "float.h",  "inttypes.h"};
  const std::string_view folder = top_folder(path);
  if (!folder.empty()) return folders.contains(folder);
  return !path.ends_with(".h") && !path.ends_with(".hpp") ? true : posix.contains(path);
}

bool names_header(const Place& place, std::string_view header) {
  if (header == place.header) return true;
  const std::string folder = place.header.ends_with('/') ? place.header : place.header + "/";
  return header.starts_with(folder) || (!place.header.ends_with('/') && header.starts_with(place.header + "."));
}

bool is_in(std::string_view path, std::string_view place) {
  if (place == "*") return true;
  if (place.ends_with('*')) return path.starts_with(place.substr(0, place.size() - 1));
  return place.ends_with('/') ? path.starts_with(place) : path == place;
}

// One walk over the tree; the findings come out in the order of the checks and are sorted at the end.
class Inspection {
 public:
  Inspection(const Tree& tree, const Drawing& drawing, const std::set<std::string>& built)
      : tree_(tree), drawing_(drawing), built_(built), findings_(drawing.faults) {}

  std::vector<std::string> run() {
    for (const File& file : tree_.files) {
      check_is_in_a_room(file);
      check_is_built(file);
      check_includes_itself_first(file);
      for (const Include& include : file.includes) {
        include.angle ? check_place(file, include) : check_arrow(file, include);
      }
      check_linked_rooms(file);
    }
    check_drawing();
    check_places();
    check_cycles();
    std::sort(findings_.begin(), findings_.end());
    return findings_;
  }

 private:
  void found(const File& file, std::size_t line, std::string_view message) {
    findings_.push_back(at(file.path, line, message));
  }
  void found_in_drawing(std::size_t line, std::string_view message) {
    findings_.push_back(at(document_path, line, message));
  }

  const Room* room_of(std::string_view path) const {
    const auto found = drawing_.rooms.find(std::string(top_folder(path)));
    return found == drawing_.rooms.end() ? nullptr : &found->second;
  }

  void check_is_in_a_room(const File& file) {
    const std::string folder(top_folder(file.path));
    const bool code = is_cpp(file.path) || file.path.ends_with(".py");
    if (!code || folder.empty() || folder == "docs" || folder == "cmake") return;
    const Room* room = room_of(file.path);
    if (room == nullptr && unlisted_.insert(folder).second) {
      found(file, 1, folder + "/ holds code but is not a room of " + std::string(document_path));
    }
    if (room != nullptr && room->planned && unlisted_.insert(folder).second) {
      found(file, 1, folder + "/ holds code but is marked as planned");
    }
  }

  void check_is_built(const File& file) {
    const bool source = ends_with_any(file.path, {".cc", ".c"});
    // Benchmarks are built by their own preset; hostile programs are compiled in a jail, or never.
    const bool elsewhere = file.path.starts_with("bench/") || file.path.starts_with("tests/hostile/programs/");
    if (source && !elsewhere && !built_.contains(file.path)) {
      found(file, 1, "no target builds this file");
    }
  }

  // What proves that a header stands alone: its own source includes it before anything else. room/detail/x.cc may
  // be the source of room/x.h.
  void check_includes_itself_first(const File& file) {
    if (!ends_with_any(file.path, {".cc", ".c"})) return;
    const std::string beside = file.path.substr(0, file.path.rfind('.')) + ".h";
    std::string above = beside;
    if (const std::size_t detail = above.find("/detail/"); detail != std::string::npos) above.erase(detail, 7);
    const bool has_beside = tree_.find(beside) != nullptr;
    if (!has_beside && tree_.find(above) == nullptr) return;
    const std::string& header = has_beside ? beside : above;
    if (file.includes.empty() || file.includes.front().path != header) {
      found(file, file.includes.empty() ? 1 : file.includes.front().line, "the first include must be " + header);
    }
  }

  void check_place(const File& file, const Include& include) {
    if (is_system_header(include.path)) return;
    for (const Place& place : drawing_.places) {
      if (!names_header(place, include.path)) continue;
      for (const std::string& allowed : place.places) {
        if (is_in(file.path, allowed)) {
          used_places_.insert(place.line);
          return;
        }
      }
      std::string places;
      for (const std::string& allowed : place.places) places += " " + allowed;
      found(file, include.line, "<" + include.path + "> may be included only in" + places);
      return;
    }
    found(file, include.line, "<" + include.path + "> has no place in " + std::string(document_path));
  }

  void check_arrow(const File& file, const Include& include) {
    if (tree_.find(include.path) == nullptr) {
      found(file, include.line, include.path + " is not a file of the tree; includes start at its root");
      return;
    }
    const std::string from(top_folder(file.path));
    const std::string to(top_folder(include.path));
    check_detail(file, include, from, to);
    const Room* room = room_of(file.path);
    if (from == to || room == nullptr) return;
    used_.insert({from, to});
    if (to == "tests" || (!room->any && !room->arrows.contains(to))) {
      found(file, include.line, from + " -> " + to + " is not an arrow; allowed: " + joined(room->arrows));
    }
  }

  // room/detail/ is for the room, for its own tests, and for fuzz targets, which have no room of their own.
  void check_detail(const File& file, const Include& include, const std::string& from, const std::string& to) {
    if (from == to || !include.path.starts_with(to + "/detail/")) return;
    if (file.path.starts_with("tests/" + to + "/") || file.path.starts_with("tests/fuzz/")) return;
    found(file, include.line, to + "/detail/ may be entered only from " + to + "/ and tests/" + to + "/");
  }

  // oyer_room(... ROOMS a b ...): a link is an arrow too.
  void check_linked_rooms(const File& file) {
    const Room* room = room_of(file.path);
    if (room == nullptr || room->any || !file.path.ends_with("/CMakeLists.txt")) return;
    const auto lines = lines_of(file.text);
    bool listing = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::string line(lines[i]);
      for (char& c : line) c = c == '(' || c == ')' ? ' ' : c;
      for (const std::string& word : split(line, ' ')) {
        if (word == "ROOMS") {
          listing = true;
        } else if (!drawing_.rooms.contains(word)) {
          listing = false;
        } else if (listing && !room->arrows.contains(word)) {
          found(file, i + 1, std::string(top_folder(file.path)) + " links " + word + ", which is not an arrow");
        }
      }
    }
  }

  void check_drawing() {
    for (const auto& [name, room] : drawing_.rooms) {
      for (const std::string& target : room.arrows) {
        if (!drawing_.rooms.contains(target)) {
          found_in_drawing(room.line, name + " -> " + target + ": " + target + " is not a room");
        }
        const bool used = used_.contains({name, target});
        const bool awaited = room.planned || room.awaited.contains(target);
        if (!used && !awaited) found_in_drawing(room.line, name + " -> " + target + " is used nowhere; delete it");
        if (used && awaited && !room.planned) {
          found_in_drawing(room.line, name + " -> " + target + " is used; it is no longer planned");
        }
      }
    }
  }

  void check_places() {
    for (const Place& place : drawing_.places) {
      if (!used_places_.contains(place.line))
        found_in_drawing(place.line, place.header + " is included nowhere; delete it");
    }
  }

  void check_cycles() {
    std::map<std::string, std::set<std::string>> files;
    for (const File& file : tree_.files) {
      for (const Include& include : file.includes) {
        if (!include.angle && tree_.find(include.path) != nullptr) files[file.path].insert(include.path);
      }
    }
    report_cycles(files, "include cycle: ");
    std::map<std::string, std::set<std::string>> rooms;
    for (const auto& [name, room] : drawing_.rooms) rooms[name] = room.arrows;
    report_cycles(rooms, "the drawing has a cycle: ");
  }

  // Depth-first search; each edge back into the current path is one cycle.
  void report_cycles(const std::map<std::string, std::set<std::string>>& edges, const std::string& message) {
    std::set<std::string> done;
    std::vector<std::string> path;
    const std::function<void(const std::string&)> visit = [&](const std::string& node) {
      const auto back = std::find(path.begin(), path.end(), node);
      if (back != path.end()) {
        std::string text = message;
        for (auto step = back; step != path.end(); ++step) text += *step + " -> ";
        findings_.push_back(text + node);
        return;
      }
      if (!done.insert(node).second) return;
      path.push_back(node);
      if (const auto found = edges.find(node); found != edges.end()) {
        for (const std::string& next : found->second) visit(next);
      }
      path.pop_back();
    };
    for (const auto& [node, targets] : edges) visit(node);
  }

  const Tree& tree_;
  const Drawing& drawing_;
  const std::set<std::string>& built_;
  std::vector<std::string> findings_;
  std::set<std::string> unlisted_;
  std::set<std::size_t> used_places_;  // by line
  std::set<std::pair<std::string, std::string>> used_;
};

}  // namespace

Drawing read_drawing(std::string_view document) {
  Drawing drawing;
  std::string block;
  bool open = false;
  const auto lines = lines_of(document);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("```")) {
      open = !open;
      block = open ? trim(lines[i].substr(3)) : "";
      continue;
    }
    if (trim(lines[i]).empty()) continue;
    if (block == "arrows") read_room(lines[i], i + 1, drawing);
    if (block == "places") read_place(lines[i], i + 1, drawing);
  }
  if (drawing.rooms.empty()) drawing.faults.push_back(at(document_path, 1, "there is no fenced block 'arrows'"));
  return drawing;
}

std::vector<std::string> check_arrows(const Tree& tree, const Drawing& drawing, const std::set<std::string>& built) {
  return Inspection(tree, drawing, built).run();
}

}  // namespace oyer::house
