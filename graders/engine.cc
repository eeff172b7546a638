#include "graders/engine.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "graders/detail/grader_pool.h"
#include "graders/references.h"
#include "graders/shared_tests.h"

namespace oyer::graders {

struct Engine::State {
  EngineOptions options;
  Toolchains toolchains;  // with a compiler once one was needed
  std::optional<Ledger> ledger;
  std::shared_ptr<References> references = std::make_shared<References>(this_host());
  std::unique_ptr<detail::GraderPool> pool;
  std::mutex compiler;
  pid_t owner = ::getpid();
  bool ledger_lost = false;

  // What has no connection to another process.
  State(EngineOptions given, Toolchains found) : options(std::move(given)), toolchains(std::move(found)) {
    const auto slot = std::make_shared<ReservedSlot>();
    const auto open = [this, slot](const Toolchains& wanted) -> Result<std::unique_ptr<Grader>> {
      return open_graders(options.workshop, wanted, references, options.grading, nullptr, slot)(0, {});
    };
    pool = std::make_unique<detail::GraderPool>(options.workers, open);
  }

  Result<Toolchains> toolchains_for(const std::vector<Work>& work) {
    const std::lock_guard lock(compiler);
    const bool needed = std::any_of(work.begin(), work.end(), [](const Work& one) {
      return one.task && needs_compiler(*one.task, one.candidate.language.value_or(one.task->language));
    });
    if (needed && !toolchains.cxx) {
      OYER_TRY(toolchains, resolve_toolchains(options.workshop, true));
    }
    return toolchains;
  }
};

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Engine::~Engine() {
  // In a forked child everything inside belongs to the parent: nothing of it may be ended from here.
  if (state_->owner != ::getpid()) static_cast<void>(state_.release());
}

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  OYER_TRY(Toolchains toolchains, resolve_toolchains(options.workshop, false));
  auto state = std::make_unique<State>(std::move(options), std::move(toolchains));
  if (state->options.ledger) {
    OYER_TRY(state->ledger, Ledger::open(*state->options.ledger));
  }
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Result<Finished> Engine::judge(const std::vector<Work>& work, const JudgeOptions& options,
                               const BatchConsumer& consumer, std::stop_token stop) {
  State& state = *state_;
  if (state.owner != ::getpid())
    return fail(unsupported("this engine belongs to the process it was opened in; open another after a fork"));
  if (state.ledger_lost)
    return fail(unsupported("this process was forked from one that keeps a ledger in " +
                            state.options.ledger->string() +
                            "; open an engine with a ledger of its own, or with none"));
  OYER_TRY(const Toolchains toolchains, state.toolchains_for(work));
  BatchOptions batch;
  batch.workers = std::max(1U, state.options.workers);
  batch.fresh = options.fresh;
  batch.deadline = options.deadline;
  batch.canaries = options.canaries;
  batch.canary_every = options.canary_every;
  batch.references = state.references;
  batch.tests = std::make_shared<SharedTests>();
  const OpenGrader lend = [&](unsigned, std::stop_token ended) {
    return state.pool->take(toolchains, batch.tests, std::move(ended));
  };
  return run_batch(work, lend, state.ledger ? &*state.ledger : nullptr, batch, consumer, std::move(stop));
}

void Engine::forked() {
  if (state_->owner == ::getpid()) return;
  auto fresh = std::make_unique<State>(state_->options, state_->toolchains);
  fresh->ledger_lost = state_->options.ledger.has_value();
  static_cast<void>(state_.release());
  state_ = std::move(fresh);
}

const runners::PythonInterpreter& Engine::python() const noexcept { return *state_->toolchains.python; }
const EngineOptions& Engine::options() const noexcept { return state_->options; }

}  // namespace oyer::graders
