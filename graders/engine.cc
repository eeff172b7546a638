#include "graders/engine.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "base/machine.h"
#include "graders/detail/grader_pool.h"
#include "graders/references.h"
#include "graders/shared_tests.h"

namespace oyer::graders {

struct Engine::State {
  EngineOptions options;
  Toolchains toolchains;  // with a compiler once one was needed
  std::optional<Ledger> ledger;
  std::shared_ptr<References> references = std::make_shared<References>(machine_name());
  std::unique_ptr<detail::GraderPool> pool;
  std::mutex compiler;
  pid_t owner = ::getpid();

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
    if (needed && !toolchains.cxx) OYER_TRY_STATUS(add_compiler(toolchains, options.workshop));
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
  options.workers = std::max(1U, options.workers);
  auto state = std::make_unique<State>(std::move(options), std::move(toolchains));
  if (state->options.ledger) {
    OYER_TRY(state->ledger, Ledger::open(*state->options.ledger));
  }
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Result<Finished> Engine::judge(const std::vector<Work>& work, BatchOptions options, const BatchConsumer& consumer,
                               std::stop_token stop) {
  State& state = *state_;
  if (state.owner != ::getpid())
    return fail(unsupported("this engine belongs to the process it was opened in; open another after a fork"));
  if (state.options.ledger && !state.ledger)
    return fail(unsupported("this process was forked from one that keeps a ledger in " +
                            state.options.ledger->string() +
                            "; open an engine with a ledger of its own, or with none"));
  if (state.options.grading.faithful) {
    for (const Work& one : work) {
      if (one.task) OYER_TRY_STATUS(faithful_grader(*one.task));
    }
  }
  OYER_TRY(const Toolchains toolchains, state.toolchains_for(work));
  options.workers = state.options.workers;
  options.references = state.references;
  options.tests = std::make_shared<SharedTests>();
  const OpenGrader lend = [&](unsigned, std::stop_token ended) {
    return state.pool->take(toolchains, options.tests, std::move(ended));
  };
  return run_batch(work, lend, state.ledger ? &*state.ledger : nullptr, options, consumer, std::move(stop));
}

void Engine::forked() {
  if (state_->owner == ::getpid()) return;
  auto fresh = std::make_unique<State>(state_->options, state_->toolchains);
  static_cast<void>(state_.release());
  state_ = std::move(fresh);
}

const runners::PythonInterpreter& Engine::python() const noexcept { return *state_->toolchains.python; }
const EngineOptions& Engine::options() const noexcept { return state_->options; }

}  // namespace oyer::graders
