#include "cli/episodes_arguments.h"

#include "cli/arguments.h"
#include "cli/flags.h"
#include "cli/grading_flags.h"
#include "cli/help.h"

namespace oyer::cli {
namespace {

Result<double> parse_amount(std::string_view text) { return parse_real(text, 0, 1e9); }

Result<std::uint32_t> parse_few(std::string_view text) { return parse_number<std::uint32_t>(text, 1, 100'000); }

Result<graders::FeedbackStyle> parse_style(std::string_view text) {
  if (const auto style = graders::parse_feedback_style(text)) return *style;
  return fail(
      invalid_input(fmt::format("'{}' is not a style of feedback; known are rlef, successes, terse, redacted", text)));
}

void add_author(CLI::App& command, EpisodesArguments& arguments) {
  const auto group = [](CLI::Option* option) { option->group("Author"); };
  ChatOptions& chat = arguments.chat;
  group(value_flag(command, "--endpoint", "URL", chat.url, as_text,
                   "OpenAI-compatible chat endpoint, as http://127.0.0.1:8000/v1"));
  group(value_flag(command, "--model", "NAME", chat.model, as_text, "the model to ask for there"));
  group(
      value_flag(command, "--key-variable", "NAME", arguments.key_variable, as_text,
                 fmt::format("variable of the environment that holds the key (default: {})", arguments.key_variable)));
  group(value_flag(command, "--temperature", "X", chat.temperature, parse_amount, "of the model's choice of tokens"));
  group(value_flag(command, "--top-p", "X", chat.top_p, parse_amount, "of the model's choice of tokens"));
  group(value_flag(command, "--max-tokens", "N", chat.max_tokens, parse_few, "of one answer"));
  group(value_flag(command, "--timeout", "TIME", chat.timeout, parse_time,
                   fmt::format("of one request (default: {})", to_string(chat.timeout))));
  group(value_flag(command, "--concurrency", "N", arguments.concurrency, parse_jobs,
                   fmt::format("requests at a time (default: {})", arguments.concurrency)));
  group(value_flag(command, "--price-in", "X", arguments.price_in, parse_amount, "of a million prompt tokens"));
  group(value_flag(command, "--price-out", "X", arguments.price_out, parse_amount, "of a million answered tokens"));
  group(value_flag(command, "--responses", "FILE", arguments.responses, as_text,
                   "answers written down before, instead of a model: JSON lines of task_id and completion"));
}

void add_protocol(CLI::App& command, EpisodesArguments& arguments) {
  graders::EpisodesOptions& options = arguments.options;
  graders::FeedbackOptions& feedback = options.episode.feedback;
  value_flag(command, "--turns", "N", options.episode.turns, parse_few,
             fmt::format("answers in an episode at most (default: {})", options.episode.turns));
  value_flag(command, "--samples", "N", options.samples, parse_few, "episodes of each task (default: 1)");
  value_flag(
      command, "--public-tests", "CHOICE", arguments.public_tests,
      [](std::string_view text) { return graders::parse_public_tests(text); },
      "declared, first:N or group:NAME; the others decide the reward (default: declared; of the + sets base)");
  value_flag(command, "--feedback", "STYLE", feedback.style, parse_style,
             "rlef, successes, terse or redacted (default: rlef)");
  value_flag(command, "--feedback-budget", "SIZE", feedback.budget, parse_size,
             fmt::format("of one feedback (default: {})", to_string(feedback.budget)));
  command.add_flag("--shuffle-feedback", options.shuffle,
                   "tell each the feedback of another task: a sanity check, which must cost solved tasks");
  value_flag(command, "--impossible", "N", arguments.impossible, parse_few,
             "mix in so many tasks that no program solves; a reward on one is reported and ends with exit code 1");
}

}  // namespace

void add_episodes(CLI::App& app, EpisodesArguments& arguments) {
  CLI::App* const command = app.add_subcommand("episodes", "let a model try again with what public tests say of it");
  command->group("Commands");
  command->footer(episodes_examples);
  value_flag(*command, "TASKS", "", arguments.tasks, as_text, "JSON lines of tasks, or the file of --benchmark")
      ->required();
  command
      ->add_option("--benchmark", arguments.benchmark,
                   "TASKS is in the form of humaneval, mbpp, humaneval+, mbpp+, "
                   "apps or codecontests")
      ->check(CLI::IsMember({"humaneval", "mbpp", "humaneval+", "mbpp+", "apps", "codecontests"}).description(""))
      ->type_name("NAME");
  value_flag(*command, "--out,-o", "FILE", arguments.out, as_text,
             "a line for each turn; what it holds already is not asked and not judged again")
      ->required();
  add_protocol(*command, arguments);
  add_author(*command, arguments);
  value_flag(*command, "--jobs,-j", "N", arguments.jobs, parse_jobs, "workers (default: one for each usable CPU)");
  value_flag(*command, "--seed", "N", arguments.options.seed, parse_whole, "of candidates, shuffling and model");
  command->add_flag("--accept-unsound", arguments.options.episode.rule.accept_unsound,
                    "reward candidates that shared a process with their tests");
  add_candidate_limits(*command, arguments.limits);
  add_place(*command, arguments.place);
  add_json(*command, arguments.json, "the closing summary as one JSON object on stdout instead of a table");
}

Result<EpisodesArguments> choose_episodes(const EpisodesArguments& arguments) {
  const auto wrong = [](const char* what) {
    return fail(invalid_input(std::string(what) + "; see oyer episodes --help"));
  };
  if (arguments.responses.empty() == arguments.chat.url.empty())
    return wrong("give --endpoint URL or --responses FILE");
  if (!arguments.chat.url.empty() && arguments.chat.model.empty()) return wrong("which model? give --model NAME");
  return arguments;
}

}  // namespace oyer::cli
