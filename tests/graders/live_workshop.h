// Graders in real jails for live tests, with what is installed here.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "graders/grader.h"
#include "graders/references.h"
#include "graders/shared_tests.h"
#include "runners/cxx.h"
#include "runners/python.h"
#include "sandbox/jail.h"

namespace oyer::graders::testing {

// Interpreter and compiler; looked for once. Nothing that is built is kept.
inline const Toolchains& toolchains() {
  static const Toolchains found = [] {
    auto python = runners::find_python();
    auto cxx = runners::find_cxx();
    EXPECT_TRUE(python.has_value()) << to_string(python.error());
    EXPECT_TRUE(cxx.has_value()) << to_string(cxx.error());
    Toolchains both;
    if (python) both.python = std::make_shared<const runners::PythonInterpreter>(std::move(*python));
    if (cxx) both.cxx = std::make_shared<const runners::CxxToolchain>(std::move(*cxx));
    return both;
  }();
  return found;
}

inline Result<std::unique_ptr<Grader>> open_live_grader(const GraderOptions& options, bool cgroups = true,
                                                        std::shared_ptr<ReservedSlot> slot = nullptr,
                                                        std::shared_ptr<SharedTests> tests = nullptr) {
  sandbox::JailSpec spec;
  spec.use_cgroups = cgroups;
  for (const auto& folder : toolchains().python->mounts) spec.read_only.push_back({folder.string(), folder.string()});
  for (auto& mount : runners::build_mounts(*toolchains().cxx, nullptr)) spec.read_only.push_back(std::move(mount));
  OYER_TRY(auto jail, sandbox::Jail::open(spec));
  return open_grader(std::move(jail), toolchains(), nullptr, std::move(slot), options, std::move(tests));
}

}  // namespace oyer::graders::testing
