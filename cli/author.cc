#include "cli/author.h"

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/jsonl.h"

namespace oyer::cli {
namespace {

class Model final : public Author {
 public:
  Model(ChatOptions options, unsigned concurrency, std::uint64_t seed)
      : options_(std::move(options)), concurrency_(concurrency), seed_(seed) {}
  std::string name() const override { return options_.model + " at " + options_.url; }
  unsigned concurrency() const override { return concurrency_; }
  Result<std::optional<AuthorAnswer>> answer(const graders::Episode& episode, std::stop_token stop) override {
    const std::vector<graders::Message> messages = episode.conversation();
    // Another seed for each episode and turn, or samples of one task would be copies of each other.
    const std::uint64_t seed =
        leading_bits(Digester().field(seed_).field(episode.name()).field(episode.turns().size()).finish());
    OYER_TRY(ChatReply reply, ask(options_, messages, seed, stop));
    json::object author{{"model", options_.model},
                        {"finish_reason", reply.finish_reason},
                        {"prompt_tokens", reply.prompt_tokens},
                        {"completion_tokens", reply.completion_tokens},
                        {"attempts", reply.attempts}};
    return std::optional(AuthorAnswer{std::move(reply.text), std::move(author)});
  }

 private:
  ChatOptions options_;
  unsigned concurrency_;
  std::uint64_t seed_;
};

// The rows of one episode are its turns, in the order of the file.
class Recorded final : public Author {
 public:
  static Result<std::unique_ptr<Author>> open(const std::string& path) {
    auto author = std::make_unique<Recorded>();
    author->path_ = path;
    OYER_TRY(JsonlReader reader, JsonlReader::open(path));
    while (true) {
      OYER_TRY(const auto line, reader.next());
      if (!line) break;
      const auto wrong = [&](const char* what) {
        return fail(invalid_input(path + ":" + std::to_string(line->line) + ": " + what));
      };
      const json::string* const task = json::find_string(line->row, "task_id");
      const json::string* const text = json::find_string(line->row, "completion");
      if (task == nullptr || text == nullptr) return wrong("a response has a task_id and a completion, both text");
      const json::value* const sample = json::find(line->row, "sample");
      if (sample != nullptr && !(sample->is_int64() && sample->get_int64() >= 0)) {
        return wrong("\"sample\" is a number from 0 on");
      }
      const std::uint64_t number = sample == nullptr ? 0 : static_cast<std::uint64_t>(sample->get_int64());
      author->answers_[{std::string(json::view(*task)), number}].emplace_back(json::view(*text));
    }
    return std::unique_ptr<Author>(std::move(author));
  }
  std::string name() const override { return path_; }
  Result<std::optional<AuthorAnswer>> answer(const graders::Episode& episode, std::stop_token) override {
    const auto found = answers_.find({episode.task().id, episode.sample()});
    const std::size_t turn = episode.turns().size();
    if (found == answers_.end() || turn >= found->second.size()) return std::optional<AuthorAnswer>();
    return std::optional(AuthorAnswer{found->second[turn], {{"responses", path_}}});
  }

 private:
  std::string path_;
  std::map<std::pair<std::string, std::uint64_t>, std::vector<std::string>> answers_;
};

}  // namespace

Result<std::unique_ptr<Author>> open_author(const EpisodesArguments& arguments) {
  if (!arguments.responses.empty()) return Recorded::open(arguments.responses);
  ChatOptions chat = arguments.chat;
  if (const char* const key = std::getenv(arguments.key_variable.c_str())) chat.key = key;
  return std::unique_ptr<Author>(
      std::make_unique<Model>(std::move(chat), arguments.concurrency, arguments.options.seed));
}

Status ask_all(Author& author, const graders::Episodes& episodes, const std::vector<std::size_t>& places,
               std::stop_token stop,
               const std::function<void(std::size_t place, std::optional<AuthorAnswer> answer)>& on_answer) {
  using Made = std::pair<std::size_t, Result<std::optional<AuthorAnswer>>>;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Made> made;
  std::size_t next = 0, told = 0;
  std::stop_source ending;
  const std::stop_callback forward(stop, [&ending] { ending.request_stop(); });
  // The conversations are read, and the episodes are changed by on_answer: each of another episode.
  const auto work = [&] {
    while (true) {
      std::unique_lock lock(mutex);
      if (next >= places.size()) return;
      const std::size_t place = places[next++];
      lock.unlock();
      auto answer = ending.stop_requested()
                        ? Result<std::optional<AuthorAnswer>>(fail(cancelled("stopped before all had answered")))
                        : author.answer(episodes.all()[place], ending.get_token());
      lock.lock();
      made.emplace_back(place, std::move(answer));
      changed.notify_one();
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t count = std::min<std::size_t>(author.concurrency(), places.size());
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
  Status status;
  while (told < places.size()) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !made.empty(); });
    Made one = std::move(made.front());
    made.pop_front();
    ++told;
    lock.unlock();
    if (one.second.has_value()) {
      on_answer(one.first, std::move(*one.second));
    } else {
      // The failure that ended the others, not theirs.
      if (status.has_value()) status = fail(std::move(one.second).error());
      ending.request_stop();
    }
  }
  return status;
}

}  // namespace oyer::cli
