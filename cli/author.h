// Author: who answers in episodes, a model behind an endpoint or answers written down before.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/arguments.h"
#include "graders/episodes.h"

namespace oyer::cli {

struct AuthorAnswer {
  std::string text;
  json::object author;  // what is known of its making
};

class Author {
 public:
  virtual ~Author() = default;
  // "model at URL", "FILE": what a run is known by.
  virtual std::string name() const = 0;
  // How many answers are made at a time.
  virtual unsigned concurrency() const { return 1; }
  // The next answer; nullopt: this author has nothing more to say in this episode. Called from many threads, for
  // different episodes.
  virtual Result<std::optional<AuthorAnswer>> answer(const graders::Episode& episode, std::stop_token stop) = 0;
};

Result<std::unique_ptr<Author>> open_author(const EpisodesArguments& arguments);

// Answers of the episodes at `places`, in their order, as many at a time as the author makes; `on_answer` is called in
// the calling thread as they come. The first failure ends the rest, and is told when those that were made are.
Status ask_all(Author& author, const graders::Episodes& episodes, const std::vector<std::size_t>& places,
               std::stop_token stop,
               const std::function<void(std::size_t place, std::optional<AuthorAnswer> answer)>& on_answer);

}  // namespace oyer::cli
