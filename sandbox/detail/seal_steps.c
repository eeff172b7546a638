#include "sandbox/detail/seal_steps.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int64_t oyer_send(int socket, const void* data, uint64_t size, const int* descriptors, uint32_t count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * 16)];
  } control;
  struct iovec part = {(void*)data, size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 16) return -EINVAL;
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(&control.header), descriptors, sizeof(int) * count);
  }
  for (;;) {
    const ssize_t n = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (n >= 0) return n;
    if (errno != EINTR) return -errno;
  }
}

int64_t oyer_receive(int socket, void* data, uint64_t size, int* descriptors, uint32_t most, uint32_t* count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * 16)];
  } control;
  struct iovec part = {data, size};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  uint32_t got = 0;
  ssize_t n;
  do {
    n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return -errno;
  for (struct cmsghdr* c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const uint32_t here = (uint32_t)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (uint32_t i = 0; i < here; ++i) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      if (got < most) {
        descriptors[got++] = fd;
      } else {
        close(fd);
      }
    }
  }
  if (count != NULL) *count = got;
  return n;
}

int oyer_load_filter(const struct sock_fprog* program, int notify) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  const long flags = notify ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
  return result < 0 ? -errno : (int)result;
}

int oyer_drop_bounding_set(void) {
  for (int capability = 0; capability <= 63; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) {
      if (errno == EINVAL) break; /* past the last capability of this kernel */
      return -errno;
    }
  }
  const unsigned long bits =
      SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return -errno;
  return prctl(PR_SET_SECUREBITS, bits, 0, 0, 0) == 0 ? 0 : -errno;
}

int oyer_apply_rlimits(const struct oyer_start* start) {
  const struct {
    int resource;
    uint64_t value;
    int wanted;
  } limits[] = {
      {RLIMIT_CORE, 0, 1},
      {RLIMIT_CPU, start->cpu_seconds, 1},
      {RLIMIT_STACK, start->stack, 1},
      {RLIMIT_FSIZE, start->file, 1},
      {RLIMIT_NOFILE, start->open_files, 1},
      {RLIMIT_NPROC, start->processes, start->processes != 0},
      {RLIMIT_AS, start->address_space, start->address_space != 0},
      {RLIMIT_MEMLOCK, 65536, 1},
      {RLIMIT_MSGQUEUE, 65536, 1},
      {RLIMIT_SIGPENDING, 1024, 1},
      {RLIMIT_RTPRIO, 0, 1},
  };
  for (unsigned i = 0; i < sizeof limits / sizeof limits[0]; ++i) {
    if (!limits[i].wanted) continue;
    const struct rlimit limit = {limits[i].value, limits[i].value};
    /* EPERM: the host's own hard limit is lower still, and stays. */
    if (setrlimit(limits[i].resource, &limit) != 0 && errno != EPERM) return -errno;
  }
  return 0;
}

/* Moves the wanted descriptors to 0, 1, 2 and (keep) 3 without one overwriting another that is still needed, then
 * closes everything else. */
static int arrange_descriptors(const struct oyer_seal_plan* plan) {
  int from[4] = {plan->stdio[0], plan->stdio[1], plan->stdio[2], plan->keep};
  const int wanted = plan->keep >= 0 ? 4 : 3;
  for (int i = 0; i < wanted; ++i) {
    if (from[i] > 3) continue;
    const long moved = syscall(SYS_fcntl, from[i], 0 /* F_DUPFD */, 16);
    if (moved < 0) return -errno;
    from[i] = (int)moved;
  }
  for (int i = 0; i < wanted; ++i) {
    if (syscall(SYS_dup2, from[i], i) < 0) return -errno;
  }
  return syscall(SYS_close_range, (unsigned)wanted, ~0U, 0) == 0 ? 0 : -errno;
}

static int drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}

static int change_user(const struct oyer_seal_plan* plan) {
  if (!plan->uid_change) return 0;
  if (syscall(SYS_setgroups, 0, NULL) != 0) return -errno;
  if (syscall(SYS_setresgid, plan->gid, plan->gid, plan->gid) != 0) return -errno;
  return syscall(SYS_setresuid, plan->uid, plan->uid, plan->uid) == 0 ? 0 : -errno;
}

static int join_cgroups(const struct oyer_seal_plan* plan) {
  for (uint32_t i = 0; i < plan->cgroup_count; ++i) {
    ssize_t n;
    do {
      n = write(plan->cgroups[i], "0", 1);
    } while (n < 0 && errno == EINTR);
    if (n != 1) return -errno;
  }
  return 0;
}

#define OYER_STEP(number, expression) \
  do {                                \
    *step = (number);                 \
    const int result = (expression);  \
    if (result < 0) return result;    \
  } while (0)

/* Without a PID namespace a candidate of the engine's own user could signal every process of that user: it is left
 * itself and its process group, which is the run. Made here, since only the child knows its number; what it forks may
 * signal the group, too, and not itself by number. */
static int load_own_pid_filter(void) {
  const uint32_t own = (uint32_t)syscall(SYS_getpid);
  const struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tkill, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigqueueinfo, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_tgsigqueueinfo, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      /* The kernel reads the lower half of the register. */
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0U - own, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {sizeof code / sizeof code[0], (struct sock_filter*)code};
  return oyer_load_filter(&program, 0);
}

/* Where there are no namespaces to enter, the folder of the run is the place to be. */
static int enter_place(const struct oyer_seal_plan* plan, uint32_t* step) {
  if (plan->weak) {
    OYER_STEP(OYER_STEP_MOUNT_NAMESPACE, fchdir(plan->folder) == 0 ? 0 : -errno);
    return 0;
  }
  OYER_STEP(OYER_STEP_MOUNT_NAMESPACE, setns(plan->mount_namespace, CLONE_NEWNS) == 0 ? 0 : -errno);
  OYER_STEP(OYER_STEP_IPC_NAMESPACE, setns(plan->ipc_namespace, CLONE_NEWIPC) == 0 ? 0 : -errno);
  return 0;
}

int oyer_seal(const struct oyer_seal_plan* plan, uint32_t* step) {
  /* The cgroup first: what the later steps allocate is then already the candidate's. */
  OYER_STEP(OYER_STEP_CGROUP, join_cgroups(plan));
  const int entered = enter_place(plan, step);
  if (entered < 0) return entered;
  OYER_STEP(OYER_STEP_SESSION, setsid() >= 0 ? 0 : -errno);
  OYER_STEP(OYER_STEP_STDIO, arrange_descriptors(plan));
  if (!plan->weak) OYER_STEP(OYER_STEP_DIRECTORY, chdir("/tmp") == 0 ? 0 : -errno);
  umask(022);
  OYER_STEP(OYER_STEP_UID, change_user(plan));
  OYER_STEP(OYER_STEP_CAPABILITIES, drop_capabilities());
  /* After the change of user, which forgets it. No namespace's end would take the candidate along. */
  if (plan->weak) OYER_STEP(OYER_STEP_PARENT, prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : -errno);
  if (plan->weak & OYER_WEAK_SHARED_USER) OYER_STEP(OYER_STEP_OWN_PID_FILTER, load_own_pid_filter());
  if (plan->dumpable) OYER_STEP(OYER_STEP_CAPABILITIES, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 ? 0 : -errno);
  OYER_STEP(OYER_STEP_SEAL_FILTER, oyer_load_filter(plan->seal, 0));
  *step = OYER_STEP_NONE;
  return 0;
}
