#include "tests/datasets/hostile_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/digest.h"

namespace oyer::datasets::testing {
namespace {

namespace fs = std::filesystem;

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

// Bytes that do not deflate.
std::string noise(std::size_t size) {
  std::string bytes;
  std::uint64_t state = 88172645463325252U;
  while (bytes.size() < size) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    bytes += "abcdefghijklmnopqrstuvwxyz012345"[state & 31U];
    if (bytes.size() % 60 == 0) bytes += '\n';
  }
  return bytes;
}

std::string id_of_blob(const std::string& bytes) {
  std::string hex;
  for (const std::uint8_t byte : sha1({"blob " + std::to_string(bytes.size()) + std::string(1, '\0'), bytes})) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex += {digits[byte >> 4U], digits[byte & 15U]};
  }
  return hex;
}

}  // namespace

HostilePlaces::HostilePlaces() {
  write_texts();
  write_names();
  write_bombs();
  write_pack();
  write_endless();
}

void HostilePlaces::write_texts() {
  for (const char* end : {"java", "cpp", "ts", "tsx", "cs", "rs", "go", "php"}) {
    loose.write(std::string("open/types.") + end, times(50'000, "a<"));
    loose_fates[std::string("open/types.") + end] = "";
  }
  for (const char* end : {"py", "c", "cpp", "js", "java", "go", "rb", "rs", "cs"}) {
    loose.write(std::string("open/brackets.") + end, times(200'000, "("));
    loose_fates[std::string("open/brackets.") + end] = "";
  }
  loose.write("nul.py", std::string("x = 1\n\0y\n", 9));
  loose.write("nuls.py", std::string(100'000, '\0'));
  loose.write("line.py", "x = '" + std::string(1'000'000, 'a') + "'\n");
  loose.write("mail.py", times(20'000, "a.b@corporation.com,"));
  loose.write("bytes.py", "s = '" + times(30'000, "\xff\xfe\x81") + "'\n");
  loose.write("utf16.py", std::string("\xff\xfe") + times(100, std::string("\x00\xd8", 2)));
  loose_fates["bytes.py"] = "encoding";
  for (const char* name : {"nul.py", "nuls.py", "utf16.py"}) loose_fates[name] = "binary";
  for (const char* name : {"line.py", "mail.py"}) loose_fates[name] = "";
}

void HostilePlaces::write_names() {
  fs::create_symlink("loop", loose.path() / "loop");
  fs::create_symlink("pong", loose.path() / "ping");
  fs::create_symlink("ping", loose.path() / "pong");
  fs::create_symlink("..", loose.path() / "up");
  fs::create_symlink("/etc/passwd", loose.path() / "passwd.py");
  for (const char* name : {"loop", "ping", "pong", "up", "passwd.py"}) loose_fates[name] = "symlink";
  for (const char* name : {"Case.py", "case.py", "CASE.py"}) {
    loose.write(name, std::string("NAME = '") + name + "'\n");
    loose_fates[name] = "";
  }
  loose.write("bad\xff\xc3.py", "B = 1\n");
  loose_fates["bad\\xff\\xc3.py"] = "";
  loose.write("new\nline.py", "N = 1\n");
  loose_fates["new\nline.py"] = "";
}

// The work tree's files are committed, and objects that no git would write are put beside them.
void HostilePlaces::write_bombs() {
  const std::string zeros(64'000'000, '\0');
  loose.object("blob", zeros);
  const std::string said = "blob 10" + std::string(1, '\0');
  const std::string liar = id_of_blob("x = 12345\n");
  loose.loose(liar, said + zeros);
  const std::string plain = loose.object("blob", "P = 1\n");
  const std::string missing(40, '1');
  loose.git({"add", "-A"});
  loose.git({"update-index", "--add", "--cacheinfo", "160000," + missing + ",module"});
  loose.git({"update-index", "--add", "--cacheinfo", "100644," + id_of_blob(zeros) + ",bomb/zeros.py"});
  loose.git({"update-index", "--add", "--cacheinfo", "100644," + liar + ",bomb/liar.py"});
  const std::string tree = loose.git({"write-tree", "--missing-ok"});
  const std::string down = loose.object(
      "tree", tree_row("100644", "..", plain) + tree_row("40000", ".git", missing) + tree_row("100644", "a/b", plain) +
                  tree_row("100644", "gone.py", missing) + tree_row("100644", "plain.py", plain));
  const std::string root = loose.object(
      "tree", tree_row("40000", "..", tree) + tree_row("40000", "sub", tree) + tree_row("40000", "zdown", down));
  loose_commit = loose.commit_of_tree(root);
  Fates below;
  for (const auto& [path, fate] : loose_fates) below["sub/" + path] = fate;
  loose_fates = std::move(below);
  loose_fates["sub/module"] = "submodule";
  loose_fates["sub/bomb/zeros.py"] = "too_large";
  loose_fates["sub/bomb/liar.py"] = "corrupt";
  loose_fates[".."] = loose_fates["zdown/.."] = "path:dot_part";
  loose_fates["zdown/.git"] = "path:git_folder";
  loose_fates["zdown/a/b"] = "path:slash";
  loose_fates["zdown/gone.py"] = "missing";
  loose_fates["zdown/plain.py"] = "";
}

void HostilePlaces::write_pack() {
  packed.write("a.py", "A = '''" + noise(5000) + "'''\n");
  packed.write("b.py", "B = '''" + noise(6000) + "'''\n");
  packed.write("c.py", "C = 1\n");
  packed.commit("m");
  packed.git({"repack", "-q", "-a", "-d", "--window=0"});
  for (const auto& file : fs::directory_iterator(packed.path() / ".git/objects/pack")) {
    if (file.path().extension() != ".pack") continue;
    fs::permissions(file.path(), fs::perms::owner_all);
    std::string bytes = test::bytes_of(file.path());
    bytes[bytes.size() - 3000] ^= 1;  // within the one that was written last
    packed.write(fs::relative(file.path(), packed.path()).string(), bytes);
  }
  packed_fates = {{"a.py", ""}, {"b.py", "corrupt"}, {"c.py", ""}};
}

void HostilePlaces::write_endless() {
  std::string tree = endless.object("tree", tree_row("100644", "x.py", endless.object("blob", "X = 1\n")));
  for (int depth = 0; depth < 30; ++depth) {
    std::string rows;
    for (int i = 0; i < 10; ++i) rows += tree_row("40000", std::to_string(i), tree);
    tree = endless.object("tree", rows);
  }
  endless_commit = endless.commit_of_tree(tree);
  // Packed: what is asked here is that the walk ends, not how long a million reads of the same loose files take.
  endless.git({"update-ref", "HEAD", endless_commit});
  endless.git({"repack", "-q", "-a", "-d"});
}

std::map<std::string, std::string> state_of(const fs::path& folder, const std::string& without) {
  std::map<std::string, std::string> state;
  for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
    const std::string name = at->path().lexically_relative(folder).string();
    if (name == without) {
      at.disable_recursion_pending();
      continue;
    }
    struct stat info {};
    EXPECT_EQ(::lstat(at->path().c_str(), &info), 0);
    std::string& told = state[name];
    told = std::to_string(info.st_mode) + " " + std::to_string(info.st_mtim.tv_sec) + "." +
           std::to_string(info.st_mtim.tv_nsec);
    if (S_ISREG(info.st_mode)) told += " " + to_string(sha256(test::bytes_of(at->path())));
    if (S_ISLNK(info.st_mode)) told += " " + fs::read_symlink(at->path()).string();
  }
  return state;
}

}  // namespace oyer::datasets::testing
