// From facts to findings, tier and remedies. No system calls here: hosts of all kinds are tested as tables.
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>

#include "sandbox/detail/host_facts.h"
#include "sandbox/host.h"

namespace oyer::sandbox {
namespace detail {
namespace {

constexpr std::string_view kNoNamespaces = "no jail can be built, and nothing is run unless --accept-weak is given";
constexpr std::string_view kMendUserNamespace = "mend user_namespace first";

std::string said(int os_errno) { return std::strerror(os_errno); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

class Conclusion {
 public:
  explicit Conclusion(const HostFacts& facts) : facts_(facts) {}

  HostReport report() {
    HostReport report{facts_.kernel, facts_.machine,   facts_.cpus,  facts_.memory,
                      facts_.uid,    facts_.container, std::nullopt, {}};
    user_namespace();
    namespaces();
    mounts();
    filters();
    calls();
    cgroups();
    identity();
    weak();
    trial();
    report.tier = tier();
    report.findings = std::move(findings_);
    return report;
  }

 private:
  bool root() const { return facts_.uid == 0; }

  // A remedy that an earlier finding names already is told once.
  void add(std::string name, FindingState state, std::string found, std::string_view effect = "",
           std::string_view fix = "") {
    std::string remedy(fix);
    for (const Finding& earlier : findings_) {
      if (!fix.empty() && earlier.fix == fix) remedy = "as for " + earlier.name;
    }
    findings_.push_back({std::move(name), state, std::move(found), std::string(effect), std::move(remedy)});
  }

  void works_or(std::string name, int os_errno, FindingState lack, std::string_view effect, std::string_view fix,
                std::string_view found = "works") {
    if (os_errno == 0) {
      add(std::move(name), FindingState::pass, std::string(found));
    } else {
      add(std::move(name), lack, said(os_errno), effect, fix);
    }
  }

  std::string container_fix() const {
    return "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
           "--security-opt systempaths=unconfined ...; pod: securityContext: {procMount: Unmasked, "
           "seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}} with hostUsers: false, or "
           "{privileged: true}; docs/deploy.md gives the reason for each line";
  }

  // The one setting that stands in the way, as far as it can be known.
  std::string user_namespace_fix() const {
    if (facts_.unprivileged_userns_clone == 0) return "sudo sysctl -w kernel.unprivileged_userns_clone=1";
    if (facts_.max_user_namespaces == 0) return "sudo sysctl -w user.max_user_namespaces=16384";
    if (facts_.container) return container_fix();
    if (facts_.apparmor_restrict_unprivileged_userns == 1) {
      return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    return "run as root, or in a kernel with CONFIG_USER_NS";
  }

  void user_namespace() {
    if (root()) return add("user_namespace", FindingState::pass, "not needed: started by root");
    works_or("user_namespace", facts_.user_namespace, FindingState::missing, kNoNamespaces, user_namespace_fix());
  }

  std::string namespace_fix() const {
    if (!root() && facts_.user_namespace != 0) return std::string(kMendUserNamespace);
    if (facts_.container) return container_fix();
    return root() ? "run with CAP_SYS_ADMIN" : "use a kernel with all namespaces built in";
  }

  void namespaces() {
    const std::pair<const char*, int> all[] = {
        {"pid_namespace", facts_.pid_namespace},         {"mount_namespace", facts_.mount_namespace},
        {"network_namespace", facts_.network_namespace}, {"ipc_namespace", facts_.ipc_namespace},
        {"uts_namespace", facts_.uts_namespace},         {"cgroup_namespace", facts_.cgroup_namespace}};
    for (const auto& [name, os_errno] : all) {
      jail_needs_ = jail_needs_ && os_errno == 0;
      works_or(name, os_errno, FindingState::missing, kNoNamespaces, namespace_fix());
    }
    if (!root()) jail_needs_ = jail_needs_ && facts_.user_namespace == 0;
  }

  void mounts() {
    for (const int os_errno : {facts_.proc_mount, facts_.tmpfs_mount, facts_.pivot_root}) {
      jail_needs_ = jail_needs_ && os_errno == 0;
    }
    // The kernel refuses a new /proc where the old one is partly covered, as containers do.
    works_or("proc_mount", facts_.proc_mount, FindingState::missing, kNoNamespaces, namespace_fix());
    works_or("tmpfs_mount", facts_.tmpfs_mount, FindingState::missing, kNoNamespaces, namespace_fix());
    works_or("pivot_root", facts_.pivot_root, FindingState::missing, kNoNamespaces, namespace_fix());
    works_or("tmpfs_noswap", facts_.tmpfs_noswap, FindingState::degraded,
             facts_.swap ? "files of runs can be swapped out" : "none: this host does not swap",
             facts_.swap ? "use Linux 6.4 or newer, or sudo swapoff -a" : "");
    works_or("overlayfs", facts_.overlayfs, FindingState::degraded, "none: jails bind what they need", "");
  }

  void filters() {
    works_or("seccomp_filter", facts_.seccomp_filter, FindingState::missing, "nothing can be run at all",
             facts_.container ? container_fix() : "use an x86-64 kernel with CONFIG_SECCOMP_FILTER");
    const bool taken = facts_.seccomp_notification == EBUSY;
    const std::string_view fix = taken ? "start it outside the filter of another supervisor" : "use Linux 5.5 or newer";
    works_or("seccomp_notification", facts_.seccomp_notification, FindingState::degraded,
             "a denied call ends the run without its name", fix);
  }

  void calls() {
    // What the keeper cannot do without.
    const std::tuple<const char*, int, const char*> all[] = {{"pidfd_open", facts_.pidfd, "5.3"},
                                                             {"close_range", facts_.close_range, "5.9"},
                                                             {"openat2", facts_.openat2, "5.6"}};
    for (const auto& [name, os_errno, since] : all) {
      jail_needs_ = jail_needs_ && os_errno == 0;
      works_or(
          name, os_errno, FindingState::missing, kNoNamespaces,
          facts_.container && os_errno == EPERM ? container_fix() : std::string("use Linux ") + since + " or newer");
    }
    works_or("clone_into_cgroup", facts_.clone_into_cgroup, FindingState::degraded,
             "none: runs join their cgroup themselves", "");
    works_or("landlock", facts_.landlock, FindingState::degraded, "none: the mount namespace confines files", "",
             "version " + std::to_string(facts_.landlock_version));
  }

  std::string cgroup_effect() const {
    if (facts_.cgroups != "none") return "none: cgroup " + facts_.cgroups + " is in force";
    return "tier reduced: memory is limited by RLIMIT_AS of each process, processes and CPU are counted by the keeper";
  }

  std::string v2_fix() const {
    if (facts_.cgroups != "none") return "";
    if (facts_.container) {
      return "docker run --cgroupns=private -v /sys/fs/cgroup:/sys/fs/cgroup:rw ...; pod: {privileged: true}";
    }
    if (root()) return "echo '+memory +pids' > /sys/fs/cgroup/cgroup.subtree_control";
    return "systemd-run --user --scope -p Delegate=yes oyer ...";
  }

  void cgroup_v2() {
    if (facts_.cgroups == "v2") return add("cgroup_v2", FindingState::pass, "usable at " + facts_.v2_mount);
    std::string found = "not mounted";
    if (!facts_.v2_mount.empty()) {
      const std::string have = facts_.v2_controllers.empty() ? "none" : joined(facts_.v2_controllers);
      found = "mounted at " + facts_.v2_mount + ", controllers for this user: " + have + "; memory and pids are needed";
    }
    add("cgroup_v2", FindingState::missing, found, cgroup_effect(), v2_fix());
  }

  void cgroup_v1() {
    if (facts_.cgroups == "v1") return add("cgroup_v1", FindingState::pass, "memory, pids and cpuacct are writable");
    const std::string found = facts_.v1_missing.empty() ? "memory, pids and cpuacct are writable"
                                                        : "not mounted or not writable: " + joined(facts_.v1_missing);
    add("cgroup_v1", FindingState::missing, found, cgroup_effect());
  }

  void cgroups() {
    cgroup_v2();
    cgroup_v1();
    if (!facts_.cgroup_error.empty()) {
      add("cgroup_creation", FindingState::missing, facts_.cgroup_error, cgroup_effect(), v2_fix());
    }
    if (facts_.swap && facts_.cgroups != "none") {
      works_or("swap_limit", facts_.swap_limited ? 0 : ENOENT, FindingState::degraded,
               "a run over its memory limit swaps before it is stopped", "sudo swapoff -a, or boot with swapaccount=1");
    }
  }

  void identity() {
    if (root()) return add("separate_uid", FindingState::pass, "each slot has its own unprivileged user");
    add("separate_uid", FindingState::degraded, "started by user " + std::to_string(facts_.uid),
        "candidates and judges run as the same user, kept apart by namespaces alone", "run as root for a user a slot");
  }

  void weak() {
    if (jail_needs_ || facts_.seccomp_filter != 0) return;
    add("weak_tier", FindingState::degraded, "possible, with --accept-weak",
        "no namespaces: candidates may read every file that their user may; nothing they get is sound",
        "mend what is missing above, or run with --accept-weak");
  }

  void trial() {
    if (!facts_.trial) return;
    if (facts_.trial->tier) {
      return add("trial_run", FindingState::pass, "tier " + std::string(name_of(*facts_.trial->tier)));
    }
    add("trial_run", FindingState::missing, facts_.trial->error, "nothing can be run", "mend what is missing above");
  }

  std::optional<Tier> tier() const {
    if (facts_.trial) return facts_.trial->tier;
    if (facts_.seccomp_filter != 0) return std::nullopt;
    if (!jail_needs_) return Tier::weak;
    return facts_.cgroups == "none" ? Tier::reduced : Tier::strong;
  }

  const HostFacts& facts_;
  std::vector<Finding> findings_;
  bool jail_needs_ = true;  // everything a keeper cannot do without is there
};

}  // namespace

HostReport conclude(const HostFacts& facts) { return Conclusion(facts).report(); }

}  // namespace detail

HostReport probe_host(const HostOptions& options) { return detail::conclude(detail::gather_facts(options)); }

std::string_view name_of(FindingState state) noexcept {
  switch (state) {
    case FindingState::pass: return "pass";
    case FindingState::degraded: return "degraded";
    case FindingState::missing: return "missing";
  }
  return "unknown";
}

json::object to_json(const Finding& finding) {
  json::object out;
  const auto put = [&out](const char* key, std::string_view text) { out[key] = std::string(text); };
  put("name", finding.name);
  put("state", name_of(finding.state));
  put("found", finding.found);
  put("effect", finding.effect);
  put("fix", finding.fix);
  return out;
}

json::object to_json(const HostReport& report) {
  json::object out;
  out["kernel"] = report.kernel;
  out["machine"] = report.machine;
  out["cpus"] = report.cpus;
  out["memory"] = report.memory.count;
  out["uid"] = report.uid;
  out["container"] = report.container;
  if (report.tier) {
    out["tier"] = std::string(name_of(*report.tier));
  } else {
    out["tier"] = nullptr;
  }
  json::array& findings = out["findings"].emplace_array();
  for (const Finding& finding : report.findings) findings.push_back(to_json(finding));
  return out;
}

}  // namespace oyer::sandbox
