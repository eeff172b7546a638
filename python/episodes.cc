#include "python/episodes.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <stop_token>

#include "graders/episodes.h"
#include "graders/impossible.h"
#include "graders/n_at_k.h"
#include "graders/public_tests.h"
#include "graders/turn_row.h"
#include "python/handles.h"

namespace nb = nanobind;

namespace oyer::python {
namespace {

using namespace nb::literals;
using graders::Episode;

// As Python hands them over; names are those of `oyer episodes`.
struct EpisodesArguments {
  std::uint32_t turns = 3, samples = 1;
  std::string public_tests = "declared", feedback = "rlef", rule = "rlef";
  std::uint64_t feedback_budget = 8192;
  bool accept_unsound = false, shuffle = false;
  std::uint64_t seed = 0;
};

// One thread at a time, but for cancel().
struct EpisodesHandle {
  graders::Episodes episodes;
  std::stop_source stop;
};

std::unique_ptr<EpisodesHandle> open_episodes(const std::vector<TaskHandle>& tasks, const EpisodesArguments& given) {
  const auto choice = value_of(graders::parse_public_tests(given.public_tests));
  std::vector<std::shared_ptr<const datasets::Task>> split;
  for (const TaskHandle& handle : tasks) {
    auto task = value_of(graders::with_public_tests(*handle.task, choice));
    split.push_back(std::make_shared<const datasets::Task>(std::move(task)));
  }
  graders::EpisodesOptions options;
  options.samples = given.samples;
  options.shuffle = given.shuffle;
  options.seed = given.seed;
  options.episode.turns = given.turns;
  options.episode.rule = value_of(graders::parse_rule(given.rule));
  options.episode.rule.accept_unsound = given.accept_unsound;
  const auto style = graders::parse_feedback_style(given.feedback);
  if (!style) {
    throw Raised(
        invalid_input("feedback \"" + given.feedback + "\" is unknown; known are rlef, successes, terse, redacted"));
  }
  options.episode.feedback.style = *style;
  options.episode.feedback.budget = Bytes{given.feedback_budget};
  return std::make_unique<EpisodesHandle>(EpisodesHandle{value_of(graders::Episodes::open(split, options)), {}});
}

const Episode& at(const EpisodesHandle& handle, std::size_t place) {
  if (place >= handle.episodes.all().size()) throw Raised(invalid_input("there is no such episode"));
  return handle.episodes.all()[place];
}

const Episode& asking(const EpisodesHandle& handle, std::size_t place) {
  const Episode& episode = at(handle, place);
  if (episode.state() != Episode::State::asking) {
    throw Raised(invalid_input("episode " + episode.name() + " does not wait for an answer"));
  }
  return episode;
}

std::vector<std::pair<std::string, std::string>> conversation(const EpisodesHandle& handle, std::size_t place) {
  std::vector<std::pair<std::string, std::string>> messages;
  for (graders::Message& one : at(handle, place).conversation()) {
    messages.emplace_back(std::move(one.role), std::move(one.content));
  }
  return messages;
}

void answer(EpisodesHandle& handle, std::size_t place, const std::optional<std::string>& text) {
  static_cast<void>(asking(handle, place));
  if (text) {
    handle.episodes.answer(place, *text);
  } else {
    handle.episodes.give_up(place);
  }
}

// Rows of the turns that were judged, each with its episode's place.
std::vector<std::pair<std::size_t, std::string>> judge(EpisodesHandle& handle, const EngineHandle& engine) {
  std::vector<std::pair<std::size_t, std::string>> rows;
  const nb::gil_scoped_release released;
  handle.stop = std::stop_source();
  const auto keep = [&](const Episode& episode, const graders::EpisodeTurn& turn) {
    const auto place = static_cast<std::size_t>(&episode - handle.episodes.all().data());
    rows.emplace_back(place, json::print(graders::turn_row(episode, turn)));
  };
  value_of(handle.episodes.judge(*engine.engine, handle.stop.get_token(), keep));
  return rows;
}

}  // namespace

void bind_episodes(nb::module_& module) {
  nb::class_<EpisodesArguments>(module, "EpisodesArguments")
      .def(nb::init<>())
      .def_rw("turns", &EpisodesArguments::turns)
      .def_rw("samples", &EpisodesArguments::samples)
      .def_rw("public_tests", &EpisodesArguments::public_tests)
      .def_rw("feedback", &EpisodesArguments::feedback)
      .def_rw("feedback_budget", &EpisodesArguments::feedback_budget)
      .def_rw("rule", &EpisodesArguments::rule)
      .def_rw("accept_unsound", &EpisodesArguments::accept_unsound)
      .def_rw("shuffle", &EpisodesArguments::shuffle)
      .def_rw("seed", &EpisodesArguments::seed);
  nb::class_<EpisodesHandle>(module, "Episodes")
      .def(nb::new_(&open_episodes), "tasks"_a, "arguments"_a)
      .def("__len__", [](const EpisodesHandle& handle) { return handle.episodes.all().size(); })
      .def("due", [](const EpisodesHandle& handle) { return handle.episodes.due(); })
      .def("conversation", &conversation, "place"_a)
      .def("answer", &answer, "place"_a, "text"_a.none())
      .def("judge", &judge, "engine"_a)
      .def("cancel", [](EpisodesHandle& handle) { handle.stop.request_stop(); })
      .def("task_id", [](const EpisodesHandle& handle, std::size_t place) { return at(handle, place).task().id; })
      .def("sample", [](const EpisodesHandle& handle, std::size_t place) { return at(handle, place).sample(); })
      .def("over", [](const EpisodesHandle& handle,
                      std::size_t place) { return at(handle, place).state() == Episode::State::over; })
      .def("reward", [](const EpisodesHandle& handle, std::size_t place) { return at(handle, place).reward(); })
      .def("solved", [](const EpisodesHandle& handle, std::size_t place) { return at(handle, place).solved(); })
      .def("passed_public",
           [](const EpisodesHandle& handle, std::size_t place) { return at(handle, place).passed_public(); });
  module.def("impossible_task", [](std::uint32_t n) {
    return TaskHandle{std::make_shared<const datasets::Task>(graders::impossible_task(n))};
  });
  module.def("n_at_k", [](std::uint64_t episodes, std::uint64_t passed_public, std::uint64_t solved, std::uint64_t n,
                          std::uint64_t drawn) {
    return graders::n_at_k(graders::EpisodeCount{episodes, passed_public, solved}, n, drawn);
  });
}

}  // namespace oyer::python
