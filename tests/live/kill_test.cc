// kill -9 at random points: of the engine, and of its keepers. Whatever a reader was told is in the ledger, nothing is
// there twice, numbers have no gap, and the resumed run ends in the same rows as one that nobody disturbed.
// With OYER_SOAK=1 in the environment 200 kills each, otherwise a few.
#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "datasets/store.h"
#include "tests/cli/program.h"

namespace oyer::live {
namespace {

using cli::testing::Ended;
using cli::testing::Place;
using cli::testing::Program;

constexpr int tasks = 12, answers = 4;

int kills() { return std::getenv("OYER_SOAK") != nullptr ? 200 : 8; }

std::string task_rows() {
  std::string rows;
  for (int i = 0; i < tasks; ++i) {
    rows +=
        json::print(json::object{{"schema", "oyer.task/1"},
                                 {"id", "kill/" + std::to_string(i)},
                                 {"prompt", "Add " + std::to_string(i) + "."},
                                 {"entry_point", "f"},
                                 {"function", {{"tests", json::array{"assert f(1) == " + std::to_string(1 + i)}}}}}) +
        "\n";
  }
  return rows;
}

// Of each task's answers one is wrong; all of them take a moment, so that a kill finds them at work.
std::string answer_rows() {
  std::string rows;
  for (int i = 0; i < tasks; ++i) {
    for (int k = 0; k < answers; ++k) {
      const std::string value = "x + " + std::to_string(k == 1 ? i + 1 : i);
      rows += json::print(json::object{
                  {"task_id", "kill/" + std::to_string(i)},
                  {"solution", "import time\ndef f(x):\n    time.sleep(0.02)\n    return " + value + "\n"}}) +
              "\n";
    }
  }
  return rows;
}

struct Row {
  std::string task;
  std::uint64_t index = 0;
  std::string rest;  // without what is measured
  friend auto operator<=>(const Row&, const Row&) = default;
};

// Whole lines only: the last may have been cut by the kill.
std::vector<Row> rows_of(const std::string& text) {
  std::vector<Row> rows;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    auto value = json::parse(std::string_view(text).substr(at, end - at));
    EXPECT_TRUE(value.has_value() && value->is_object()) << text.substr(at, end - at);
    if (!value || !value->is_object()) continue;
    json::object& object = value->get_object();
    object.erase("measured");
    object.erase("seq");
    rows.push_back({std::string(json::view(*json::find_string(object, "task_id"))),
                    object.at("index").to_number<std::uint64_t>(), json::print(object)});
  }
  return rows;
}

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    cli::testing::adopt_orphans();
    tasks_ = place_.write("tasks.jsonl", task_rows());
    answers_ = place_.write("answers.jsonl", answer_rows());
    whole_ = rows_of(place_.oyer(grade("whole.ledger")).out);
    ASSERT_EQ(whole_.size(), static_cast<std::size_t>(tasks * answers));
  }

  std::vector<std::string> grade(const std::string& ledger) const {
    return {"grade", tasks_, answers_, "--jobs", "2", "--ledger", place_.path(ledger)};
  }

  std::vector<Row> kept(const std::string& ledger) const {
    if (!place_.has(ledger)) return {};
    return rows_of(place_.oyer({"records", "export", "--ledger", place_.path(ledger)}).out);
  }

  // Every row of `told` is kept, no work is kept twice, and the log itself is whole.
  void expect_whole(const std::string& ledger, const std::vector<Row>& told) const {
    std::set<Row> found;
    for (Row& row : kept(ledger)) {
      EXPECT_TRUE(found.insert(row).second) << "twice: " << row.task << " " << row.index;
    }
    for (const Row& row : told) EXPECT_TRUE(found.contains(row)) << "lost: " << row.task << " " << row.index;
    if (!place_.has(ledger)) return;
    const auto store = datasets::Store::open(place_.path(ledger), datasets::Store::Mode::read_only);
    if (!store && store.error().kind == Error::Kind::not_found && told.empty()) return;  // killed while making it
    ASSERT_TRUE(store.has_value()) << to_string(store.error());
    std::uint64_t next = 1;
    ASSERT_TRUE(store->scan("", 1, [&next](const datasets::StoredRow& row) { return row.seq == next++; }).has_value());
    EXPECT_EQ(next, store->last_seq().value() + 1) << "a gap";
    EXPECT_TRUE(store->verify().has_value());
  }

  void expect_undisturbed(const std::vector<Row>& rows) const {
    ASSERT_EQ(rows.size(), whole_.size());
    for (std::size_t n = 0; n < rows.size(); ++n) EXPECT_EQ(rows[n].rest, whole_[n].rest);
  }

  Place place_;
  std::string tasks_, answers_;
  std::vector<Row> whole_;
  std::mt19937 random_{20261122};
};

TEST_F(Kill, the_engine_at_any_moment_loses_no_acknowledged_record) {
  std::uniform_int_distribution<int> moment(5, 1200);
  int resumed = 0;
  for (int n = 0; n < kills(); ++n) {
    const std::string ledger = "parts." + std::to_string(n - resumed) + ".ledger";
    Program program = place_.start(grade(ledger));
    std::this_thread::sleep_for(std::chrono::milliseconds(moment(random_)));
    program.signal(SIGKILL);
    const Ended ended = program.wait();
    ASSERT_TRUE(cli::testing::no_children_left()) << "something outlived the engine";
    expect_whole(ledger, rows_of(ended.out));
    // Half of the time the next kill meets what this one left, otherwise the run is brought to its end.
    if (n + 1 < kills() && ended.code != 0 && random_() % 2 == 0) {
      ++resumed;
      continue;
    }
    const Ended last = place_.oyer(grade(ledger));
    EXPECT_EQ(last.code, 0) << last.err;
    expect_undisturbed(rows_of(last.out));
    expect_whole(ledger, whole_);
  }
}

// Processes below `root` whose name is `name`.
std::vector<pid_t> descendants(pid_t root, const std::string& name) {
  std::vector<pid_t> found, open{root};
  while (!open.empty()) {
    const pid_t parent = open.back();
    open.pop_back();
    DIR* threads = ::opendir(("/proc/" + std::to_string(parent) + "/task").c_str());
    if (threads == nullptr) continue;
    while (const dirent* thread = ::readdir(threads)) {
      std::ifstream file("/proc/" + std::to_string(parent) + "/task/" + thread->d_name + "/children");
      for (pid_t child = 0; file >> child;) {
        open.push_back(child);
        std::string comm;
        std::getline(std::ifstream("/proc/" + std::to_string(child) + "/comm"), comm);
        if (comm == name) found.push_back(child);
      }
    }
    ::closedir(threads);
  }
  return found;
}

TEST_F(Kill, keepers_at_any_moment_change_no_verdict) {
  std::uniform_int_distribution<int> moment(20, 400);
  for (int killed = 0, round = 0; killed < kills(); ++round) {
    const std::string ledger = "keepers." + std::to_string(round) + ".ledger";
    Program program = place_.start(grade(ledger));
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(moment(random_)));
      const auto keepers = descendants(program.pid(), "oyer-keeper");
      if (keepers.empty()) continue;
      ::kill(keepers[random_() % keepers.size()], SIGKILL);
      ++killed;
    }
    const Ended ended = program.wait();
    EXPECT_TRUE(ended.code == 0 || ended.code == 3 || ended.code == 96) << ended.code << ": " << ended.err;
    ASSERT_TRUE(cli::testing::no_children_left()) << "something outlived its keeper";
    expect_whole(ledger, {});
    const Ended last = place_.oyer(grade(ledger));
    EXPECT_EQ(last.code, 0) << last.err;
    expect_undisturbed(rows_of(last.out));
  }
}

}  // namespace
}  // namespace oyer::live
