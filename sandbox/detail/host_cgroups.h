// The cgroup half of the host probe.
#pragma once

#include <string>

#include "sandbox/detail/host_facts.h"

namespace oyer::sandbox::detail {

// Fills in everything about cgroups but clone_into_cgroup. Makes and removes one cgroup where it may.
void gather_cgroup_facts(HostFacts& facts);

// This process's folder in the v2 hierarchy; empty where none is mounted.
std::string own_v2_folder();

}  // namespace oyer::sandbox::detail
