// What several bindings share: how errors cross, and what stands for tasks and engines.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "datasets/task.h"
#include "graders/engine.h"

namespace oyer::python {

// Errors cross as one exception with the kind's name; oyer/errors.py makes a class of it.
struct Raised : std::exception {
  explicit Raised(Error why) : error(std::move(why)), text(error.what) {}
  const char* what() const noexcept override { return text.c_str(); }
  Error error;
  std::string text;
};

template <class T>
T value_of(Result<T> result) {
  if (!result.has_value()) throw Raised(std::move(result).error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct TaskHandle {
  std::shared_ptr<const datasets::Task> task;
};

struct EngineHandle {
  std::shared_ptr<graders::Engine> engine;
};

}  // namespace oyer::python
