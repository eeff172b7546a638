#include "runners/python.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace oyer::runners {
namespace {

namespace fs = std::filesystem;

// Puts `value` into the environment for the life of this object.
class WithVariable {
 public:
  WithVariable(const char* name, const std::string& value) : name_(name), old_(std::getenv(name)) {
    if (old_ != nullptr) kept_ = old_;
    ::setenv(name, value.c_str(), 1);
  }
  ~WithVariable() {
    if (old_ != nullptr)
      ::setenv(name_, kept_.c_str(), 1);
    else
      ::unsetenv(name_);
  }

 private:
  const char* name_;
  const char* old_;
  std::string kept_;
};

fs::path write_program(const fs::path& path, const std::string& text) {
  EXPECT_TRUE(write_file(path, text).has_value());
  ::chmod(path.c_str(), 0755);
  return path;
}

// A folder beside the build, since nothing under /tmp can be shown to candidates.
class BuildFolder {
 public:
  BuildFolder() {
    std::string name = std::string(OYER_BUILD_DIR) + "/python-test-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  BuildFolder(const BuildFolder&) = delete;
  BuildFolder& operator=(const BuildFolder&) = delete;
  ~BuildFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// A virtual environment of the system's interpreter; why there is none, or "".
std::string make_environment(const fs::path& path) {
  const auto made = test::run_python(R"(
import subprocess, sys
subprocess.run(['/usr/bin/python3', '-m', 'venv', '--without-pip', sys.argv[1]], check=True)
)",
                                     {path.string()});
  return made.status == 0 ? "" : "the system python3 has no venv module: " + made.err;
}

TEST(Python, system_interpreter_describes_itself) {
  const auto found = find_python("/usr/bin/python3");
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_EQ(found->implementation, "cpython");
  EXPECT_EQ(found->prefix, "/usr");
  EXPECT_EQ(found->version.rfind("3.", 0), 0U);
  EXPECT_EQ(found->profiles.front(), (ImportProfile{"bare", {}}));
  EXPECT_TRUE(found->mounts.empty()) << found->mounts.front();
  EXPECT_EQ(found->digest, find_python("/usr/bin/python3")->digest);
}

TEST(Python, shim_resolves_to_the_interpreter_behind_it) {
  const test::TemporaryFolder folder;
  const fs::path shim = write_program(folder.path() / "python3", "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
  const auto found = find_python(shim);
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_EQ(found->executable, "/usr/bin/python3");
}

TEST(Python, virtual_environment_keeps_its_own_prefix_and_is_mounted) {
  const BuildFolder folder;
  const fs::path environment = folder.path() / "venv";
  if (const std::string trouble = make_environment(environment); !trouble.empty()) GTEST_SKIP() << trouble;
  const auto found = find_python(environment / "bin" / "python3");
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_EQ(found->executable, environment / "bin" / "python3");
  EXPECT_EQ(found->prefix, environment);
  EXPECT_EQ(found->base_prefix, "/usr");
  EXPECT_EQ(found->mounts, std::vector<fs::path>{environment});
}

TEST(Python, interpreter_that_others_cannot_read_is_named_with_its_remedy) {
  const BuildFolder folder;
  const fs::path environment = folder.path() / "venv";
  if (const std::string trouble = make_environment(environment); !trouble.empty()) GTEST_SKIP() << trouble;
  ::chmod(environment.c_str(), 0700);
  const auto found = find_python(environment / "bin" / "python3");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, Error::Kind::unsupported);
  EXPECT_NE(found.error().what.find("chmod -R o+rX " + environment.string()), std::string::npos) << found.error().what;
}

TEST(Python, interpreter_under_a_folder_that_every_run_has_afresh_is_refused) {
  const test::TemporaryFolder folder;
  const fs::path environment = folder.path() / "venv";
  if (const std::string trouble = make_environment(environment); !trouble.empty()) GTEST_SKIP() << trouble;
  const auto found = find_python(environment / "bin" / "python3");
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(found.error().what.find("a /tmp of its own"), std::string::npos) << found.error().what;
}

TEST(Python, default_falls_back_to_the_system_and_says_so) {
  const test::TemporaryFolder folder;
  write_program(folder.path() / "python3", "#!/bin/sh\nexit 3\n");
  const WithVariable path("PATH", folder.path().string() + ":/usr/bin:/bin");
  const auto found = find_python();
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_EQ(found->executable, "/usr/bin/python3");
  EXPECT_NE(found->note.find((folder.path() / "python3").string()), std::string::npos) << found->note;
}

TEST(Python, what_is_no_python_is_refused) {
  const test::TemporaryFolder folder;
  const auto silent = find_python(write_program(folder.path() / "silent", "#!/bin/sh\nexit 0\n"));
  ASSERT_FALSE(silent.has_value());
  EXPECT_EQ(silent.error().kind, Error::Kind::unsupported);
  const auto loud = find_python(write_program(folder.path() / "loud", "#!/bin/sh\necho broken >&2\nexit 1\n"));
  ASSERT_FALSE(loud.has_value());
  EXPECT_NE(loud.error().what.find("broken"), std::string::npos);
  const std::string answer = R"({"implementation":"cpython","numbers":[3,8],"version":"3.8.1","executable":"/x"})";
  const auto old = find_python(write_program(folder.path() / "old", "#!/bin/sh\necho '" + answer + "'\n"));
  ASSERT_FALSE(old.has_value());
  EXPECT_NE(old.error().what.find("3.8.1"), std::string::npos) << old.error().what;
  EXPECT_EQ(find_python(folder.path() / "absent").error().kind, Error::Kind::not_found);
  EXPECT_EQ(find_python("no-such-python").error().kind, Error::Kind::not_found);
}

TEST(Python, packages_change_the_digest) {
  const BuildFolder folder;
  const fs::path environment = folder.path() / "venv";
  if (const std::string trouble = make_environment(environment); !trouble.empty()) GTEST_SKIP() << trouble;
  const auto before = find_python(environment / "bin" / "python3");
  ASSERT_TRUE(before.has_value());
  const fs::path package = before->site_packages.front() / "thing-1.0.dist-info";
  fs::create_directories(package);
  ASSERT_TRUE(write_file(package / "METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n").has_value());
  const auto after = find_python(environment / "bin" / "python3");
  ASSERT_TRUE(after.has_value());
  EXPECT_NE(before->digest, after->digest);
}

TEST(Python, profile_is_chosen_by_imports_among_those_that_are_there) {
  PythonInterpreter interpreter;
  interpreter.profiles = {{"bare", {}}, {"numpy", {"numpy"}}};
  const auto chosen = [&](std::vector<std::string> imports) { return choose_profile(interpreter, imports).name; };
  EXPECT_EQ(chosen({}), "bare");
  EXPECT_EQ(chosen({"math", "re"}), "bare");
  EXPECT_EQ(chosen({"math", "numpy"}), "numpy");
  EXPECT_EQ(chosen({"pandas"}), "bare");
  interpreter.profiles.push_back({"pandas", {"numpy", "pandas"}});
  EXPECT_EQ(chosen({"numpy", "pandas"}), "pandas");
}

TEST(Python, zygote_carries_the_whole_harness_and_a_fixed_hash_seed) {
  PythonInterpreter interpreter;
  interpreter.executable = "/usr/bin/python3";
  const sandbox::ZygoteSpec spec = zygote_spec(interpreter, {"numpy", {"numpy"}});
  EXPECT_EQ(spec.argv,
            (std::vector<std::string>{"/usr/bin/python3", "-s", "-B", "/oyer/numpy/oyer_zygote.py", "numpy"}));
  EXPECT_NE(std::find(spec.environment.begin(), spec.environment.end(), "PYTHONHASHSEED=0"), spec.environment.end());
  std::vector<std::string> names;
  for (const sandbox::FileIn& file : spec.files) {
    names.push_back(file.path);
    EXPECT_GT(file.bytes.size(), 1000U) << file.path;
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"oyer_zygote.py", "oyer_candidate.py", "oyer_link.py", "oyer_task.py",
                                      "oyer_judge.py", "oyer_faithful.py", "oyer_codec.py", "liboyer_codec.so"}));
  EXPECT_EQ(spec.files.back().bytes.substr(0, 4),
            "\x7f"
            "ELF");
}

TEST(Python, list_shows_each_interpreter_once) {
  const std::vector<PythonFinding> findings = list_pythons();
  ASSERT_FALSE(findings.empty());
  std::vector<fs::path> executables;
  for (const PythonFinding& finding : findings) {
    if (finding.interpreter.has_value()) executables.push_back(finding.interpreter->executable);
  }
  std::sort(executables.begin(), executables.end());
  EXPECT_EQ(std::unique(executables.begin(), executables.end()), executables.end());
}

}  // namespace
}  // namespace oyer::runners
