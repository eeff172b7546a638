/* The steps that turn a freshly forked process into a confined one, shared by the sealing library (interpreters) and
 * the launcher (executed programs). Plain C on raw system calls: they run between fork and candidate, in a child that
 * may share its parent's memory, so they allocate nothing, take no lock and touch no global. */
#ifndef OYER_SANDBOX_DETAIL_SEAL_STEPS_H
#define OYER_SANDBOX_DETAIL_SEAL_STEPS_H

#include <linux/filter.h>
#include <stdint.h>

#include "sandbox/zygote_protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

struct oyer_seal_plan {
  int mount_namespace, ipc_namespace; /* not looked at in tier weak */
  int folder;                         /* of the run, in tier weak */
  uint32_t weak;                      /* OYER_WEAK bits */
  int stdio[3];
  int keep;           /* one more descriptor, moved to 3; -1 for none */
  const int* cgroups; /* task files to join */
  uint32_t cgroup_count;
  uint32_t uid, gid, uid_change;
  int dumpable;                  /* for children that do not exec: lets them read their own /proc/self */
  const struct sock_fprog* seal; /* the second filter */
};

/* Performs all steps in order. 0, or a negative errno with the failed step in *step. */
int oyer_seal(const struct oyer_seal_plan* plan, uint32_t* step);

/* Applies the rlimits of a start message (core dumps off, soft and hard alike). The keeper has already held them
 * against the host's own hard limits. 0 or negative errno. */
int oyer_apply_rlimits(const struct oyer_start* start);

/* Drops the capability bounding set and locks root's special powers; keeps the process's own capabilities. To be
 * called once by a zygote or launcher before its filter. 0 or negative errno. */
int oyer_drop_bounding_set(void);

/* Loads a filter; with notify, returns the listener descriptor, else 0. Negative errno on failure. */
int oyer_load_filter(const struct sock_fprog* program, int notify);

/* sendmsg / recvmsg of one message with descriptors, across EINTR. Returns bytes or negative errno; received
 * descriptors are close-on-exec. */
int64_t oyer_send(int socket, const void* data, uint64_t size, const int* descriptors, uint32_t count);
int64_t oyer_receive(int socket, void* data, uint64_t size, int* descriptors, uint32_t most, uint32_t* count);

#ifdef __cplusplus
}
#endif

#endif
