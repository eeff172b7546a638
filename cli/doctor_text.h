// What doctor found, as one value, and how it is told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "runners/build_cache.h"
#include "runners/cxx.h"
#include "runners/python.h"
#include "sandbox/host.h"

namespace oyer::cli {

// An interpreter was started in a real jail and told its version.
struct TrialOfPython {
  std::string path;
  std::string ending;   // "exited with code 0"
  std::string version;  // what it printed; empty when it did not come so far
  Nanos wall{0};
};

// What C and C++ are built with, and where what was built is kept.
struct DiagnosisOfBuilds {
  std::optional<runners::CxxToolchain> toolchain;
  std::string no_toolchain;  // why there is none
  std::string folder;        // of the cache; empty: nothing is kept, and `no_cache` says why
  std::string no_cache;
  runners::BuildCache::Contents contents;
  Bytes most{0};
  std::vector<std::string> headers;  // precompiled for the default flags
};

struct Diagnosis {
  sandbox::HostReport host;
  bool accept_weak = false;
  std::optional<sandbox::Containment> containment;  // of a jail that was opened; nullopt: none could be
  std::string no_jail;                              // why not
  std::vector<runners::PythonFinding> pythons;
  std::optional<std::string> chosen;  // the interpreter candidates will get
  std::string no_python;              // why there is none
  std::string note;                   // why it is not the first one on PATH
  std::optional<TrialOfPython> trial;
  DiagnosisOfBuilds builds;
};

// True when candidates can be held: at least tier reduced, or weak where that was accepted; proved by a run.
bool fit(const Diagnosis& diagnosis);

std::string doctor_text(const Diagnosis& diagnosis, bool color);
json::object to_json(const Diagnosis& diagnosis);

}  // namespace oyer::cli
