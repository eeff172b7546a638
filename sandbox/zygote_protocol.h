/* The zygote protocol: how a warm interpreter forks sealed children for the keeper.
 *
 * Theory of operation. The keeper starts the interpreter once, in the jail's read-only root, as its own child and in
 * its own PID namespace, with one SEQPACKET socket (the control socket) as descriptor OYER_ZYGOTE_CONTROL_FD. The
 * interpreter loads liboyer_seal.so (its path is the last argument; any foreign-function interface will do, the
 * library needs nothing of the interpreter) and then:
 *
 *     oyer_zygote_open();                  bounding set dropped, system call filter loaded, listener sent to the keeper
 *     import and run whatever is to be warm
 *     turn = oyer_zygote_serve();          forks and seals a child for every request of the keeper
 *     if (turn == 1) {                     in a child:
 *       run a little code to touch the pages that every candidate touches
 *       n = oyer_child_receive();          "ready"; blocks until the keeper hands over a payload; applies rlimits;
 *                                          "taken", or negative, and then the child must exit
 *       run oyer_child_payload()[0..n) with oyer_child_descriptor(0..)
 *       exit
 *     }
 *     exit                                 in the zygote: 0 when the keeper has gone, otherwise an error
 *
 * oyer_zygote_serve() forks with the C library's fork(): call it holding whatever lock the interpreter has, with one
 * thread alive. That skips the interpreter's own after-fork work, which puts right what other threads left behind and
 * copies some 190 pages of CPython 3.11 to do so. An interpreter that must fork by itself uses the three steps that
 * serve() is made of: while oyer_zygote_next() is 1, enters the PID namespace of an init made ahead; fork; in the child
 * oyer_child_seal() (mount and IPC namespace, cgroup, uid, no capabilities, second filter), in the zygote
 * oyer_zygote_forked(pid) (back to its own PID namespace; tells the keeper).
 *
 * From oyer_child_seal() on the child is as confined as a candidate; it runs no candidate code before
 * oyer_child_receive() has returned. Nothing that the child holds leads back to keeper or zygote afterwards: the
 * hand-over socket is closed by oyer_child_receive().
 *
 * All functions return a negative errno on failure. Single threaded: call them from the main thread only. */
#ifndef OYER_SANDBOX_ZYGOTE_PROTOCOL_H
#define OYER_SANDBOX_ZYGOTE_PROTOCOL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { OYER_ZYGOTE_CONTROL_FD = 3, OYER_MOST_DESCRIPTORS = 4, OYER_MOST_CGROUPS = 4, OYER_PAYLOAD_BUFFER = 1 << 20 };

/* Zygote side. */
int oyer_zygote_open(void);      /* 0 */
int oyer_zygote_serve(void);     /* 1: this is a sealed child; 0: the keeper has gone, exit */
int oyer_zygote_next(void);      /* 1: fork now; 0: the keeper has gone, exit */
int oyer_zygote_forked(int pid); /* 0; pid < 0 says that fork failed with that errno */

/* Child side. */
int oyer_child_seal(void);        /* 0 */
int64_t oyer_child_receive(void); /* length of the payload in bytes */
/* Owned by the library, valid for the life of the process. From oyer_zygote_open() on this is a buffer of
 * OYER_PAYLOAD_BUFFER bytes; a child that was handed more finds another address here. */
const unsigned char* oyer_child_payload(void);
uint64_t oyer_payload_buffer_bytes(void); /* OYER_PAYLOAD_BUFFER, for those who cannot read this header */
int oyer_child_descriptors(void);         /* how many came with the payload */
int oyer_child_descriptor(int index);     /* their numbers, from 3 upwards in order */

/* ---- Wire format: fixed-size native structures, both ends are built together. ---- */

enum {
  OYER_MSG_FILTERS = 1,
  OYER_MSG_OPENED,
  OYER_MSG_FORK,
  OYER_MSG_FORKED,
  OYER_MSG_REAP,
  OYER_MSG_REAPED,
  OYER_MSG_READY,
  OYER_MSG_START,
  OYER_MSG_EXEC,
  OYER_MSG_EXECED,
  OYER_MSG_TAKEN
};

/* Bits of oyer_control.weak: the jail has no namespaces (tier weak), and its children keep the engine's user. */
enum { OYER_WEAK = 1, OYER_WEAK_SHARED_USER = 2 };

/* Keeper to zygote: FILTERS (followed by both BPF programs), FORK (descriptors: pid, mount and IPC namespace, stdin,
 * stdout, stderr, hand-over socket, then `cgroups` task files; in tier weak the folder of the run stands in the place
 * of each namespace), REAP (wait for `pid`, already dead or dying). Zygote to keeper: OPENED (descriptor: notification
 * listener, if any), FORKED (pid as the keeper sees it), REAPED. Child to keeper, on the hand-over socket: READY, then
 * TAKEN once it holds everything it was handed, its rlimits included, or with the error that kept it from that. What
 * ends without having said TAKEN was no candidate yet. */
struct oyer_control {
  uint32_t type;
  int32_t error; /* errno of the step that failed, 0 */
  uint32_t step; /* enum oyer_step, where error is set */
  int32_t pid;
  uint32_t uid, gid; /* of the child; uid_change says whether to switch at all */
  uint32_t uid_change;
  uint32_t cgroups;
  uint32_t main_filter, seal_filter; /* instructions in each program */
  uint32_t notify;                   /* load the main filter with a listener */
  uint32_t weak;                     /* FILTERS, FORK, EXEC: OYER_WEAK bits */
  int32_t status;                    /* REAPED: as wait4 gives it */
  uint64_t cpu_user_ns, cpu_system_ns, resident_peak;
};

/* Keeper to child, over the stream hand-over socket, followed by `payload` bytes; the first byte carries the
 * descriptors (stdin first when has_stdin is set). */
struct oyer_start {
  uint32_t type;
  uint32_t descriptors;
  uint32_t has_stdin;
  uint32_t processes; /* RLIMIT_NPROC; 0 leaves it */
  uint64_t payload;
  uint64_t cpu_seconds;   /* RLIMIT_CPU, the back-stop behind the keeper's own clock */
  uint64_t address_space; /* RLIMIT_AS; 0 leaves it */
  uint64_t stack, file, open_files;
};

/* Steps of a child between fork and candidate, in order; a failure is reported as {step, errno}. */
enum oyer_step {
  OYER_STEP_NONE = 0,
  OYER_STEP_RECEIVE,
  OYER_STEP_PID_NAMESPACE,
  OYER_STEP_FORK,
  OYER_STEP_CGROUP,
  OYER_STEP_MOUNT_NAMESPACE,
  OYER_STEP_IPC_NAMESPACE,
  OYER_STEP_SESSION,
  OYER_STEP_STDIO,
  OYER_STEP_CLOSE,
  OYER_STEP_DIRECTORY,
  OYER_STEP_RLIMIT,
  OYER_STEP_GROUPS,
  OYER_STEP_UID,
  OYER_STEP_CAPABILITIES,
  OYER_STEP_NO_NEW_PRIVILEGES,
  OYER_STEP_FILTER,
  OYER_STEP_SEAL_FILTER,
  OYER_STEP_EXEC,
  OYER_STEP_READY,
  OYER_STEP_PARENT,
  OYER_STEP_OWN_PID_FILTER
};

#ifdef __cplusplus
}
#endif

#endif
