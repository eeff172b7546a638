// Jail: one keeper and what lives in it, as an Executor. JailSpec: what is fixed when it is opened.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "sandbox/executor.h"

namespace oyer::sandbox {

struct JailSpec {
  // A host folder or file that is visible, read-only, at `target` inside. The system's own directories (/usr, /bin,
  // /lib...) are always there; toolchains elsewhere are named here.
  struct ReadOnly {
    std::string source, target;
    friend bool operator==(const ReadOnly&, const ReadOnly&) = default;
  };
  std::vector<ReadOnly> read_only;
  // Where oyer-keeper and liboyer_seal.so stand; empty: beside the running executable.
  std::filesystem::path programs;
  // false leaves cgroups alone even where they could be used; the tier is then at most reduced. For tests and hosts
  // whose cgroups must not be touched.
  bool use_cgroups = true;
  // false loads filters without a listener: hard denials end in KILL_PROCESS and lose the call's name.
  bool user_notification = true;
  // How many runs and ready children may exist at once.
  std::uint32_t slots = 12;
  // Where this host forbids namespaces, and only there, goes without them: tier weak, which Containment names. Where
  // runs then keep the engine's user (distinct_uid false), opening the jail closes the engine's own memory to others of
  // that user (PR_SET_DUMPABLE), and there is no scratch: runs write nothing.
  bool accept_weak = false;
};

// One jail. Used by one thread at a time; may be moved between threads. The destructor ends everything inside and
// waits until the keeper has cleaned up.
class Jail final : public Executor {
 public:
  // Starts a keeper. host or unsupported when this host cannot give what the tier needs; the message says what is
  // missing and that `oyer doctor` tells how to mend it.
  static Result<std::unique_ptr<Jail>> open(const JailSpec& spec);
  ~Jail() override;

  Result<Execution> run(const Command& command, std::stop_token stop) override;
  Result<Zygote> start_zygote(const ZygoteSpec& spec) override;
  Result<Child> spawn(Zygote zygote, SpawnRequest request) override;
  Result<bool> wait(Child child, int descriptor, std::stop_token stop) override;
  Result<Execution> finish(Child child) override;
  const Containment& containment() const override;

  // True after an Error of the keeper itself: the jail must be thrown away.
  bool broken() const;

 private:
  struct State;
  explicit Jail(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::sandbox
