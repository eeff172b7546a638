// Zygotes: the warm interpreters of one executor, one for each import profile, started when first needed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "runners/python.h"
#include "sandbox/executor.h"

namespace oyer::graders::detail {

class Zygotes {
 public:
  Zygotes(sandbox::Executor& executor, std::shared_ptr<const runners::PythonInterpreter> python)
      : executor_(executor), python_(std::move(python)) {}

  const runners::PythonInterpreter& python() const noexcept { return *python_; }

  // The one whose modules this code imports.
  Result<sandbox::Zygote> get(std::string_view code);

 private:
  sandbox::Executor& executor_;
  std::shared_ptr<const runners::PythonInterpreter> python_;
  std::map<std::string, sandbox::Zygote> started_;  // by import profile
};

}  // namespace oyer::graders::detail
