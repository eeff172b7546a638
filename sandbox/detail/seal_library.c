/* liboyer_seal.so: the interpreter's end of the zygote protocol (sandbox/zygote_protocol.h). */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/detail/seal_steps.h"

enum { FORK_FIXED = 7, HANDOVER_FD = 3, ABOVE_HANDED = 16 };

static int own_pid_namespace = -1;
static uint32_t weak; /* OYER_WEAK bits of this jail */
static struct sock_fprog seal_program;
static struct oyer_control request;
static int request_fds[FORK_FIXED + OYER_MOST_CGROUPS];
static uint32_t request_fd_count;
static unsigned char* payload; /* of OYER_PAYLOAD_BUFFER bytes until a larger one comes */
static int descriptor_count;

static int reply(uint32_t type, int error, uint32_t step, int pid, const int* descriptors, uint32_t count) {
  struct oyer_control message;
  memset(&message, 0, sizeof message);
  message.type = type;
  message.error = error;
  message.step = step;
  message.pid = pid;
  const int64_t sent = oyer_send(OYER_ZYGOTE_CONTROL_FD, &message, sizeof message, descriptors, count);
  return sent < 0 ? (int)sent : 0;
}

static int open_failed(int error, uint32_t step) {
  reply(OYER_MSG_OPENED, -error, step, 0, NULL, 0);
  return error;
}

/* Receives both filters behind the control structure, in one message. */
static int receive_filters(struct sock_filter** programs, struct oyer_control* control) {
  const uint64_t most = sizeof *control + sizeof(struct sock_filter) * 2 * BPF_MAXINSNS;
  unsigned char* buffer = malloc(most);
  if (buffer == NULL) return -ENOMEM;
  const int64_t n = oyer_receive(OYER_ZYGOTE_CONTROL_FD, buffer, most, NULL, 0, NULL);
  if (n < (int64_t)sizeof *control) return n < 0 ? (int)n : -EPROTO;
  memcpy(control, buffer, sizeof *control);
  const uint64_t instructions = (uint64_t)control->main_filter + control->seal_filter;
  if (control->type != OYER_MSG_FILTERS || (uint64_t)n != sizeof *control + instructions * sizeof(struct sock_filter)) {
    return -EPROTO;
  }
  *programs = (struct sock_filter*)(void*)(buffer + sizeof *control);
  return 0;
}

int oyer_zygote_open(void) {
  struct sock_filter* programs = NULL;
  struct oyer_control control = {0};
  fcntl(OYER_ZYGOTE_CONTROL_FD, F_SETFD, FD_CLOEXEC);
  int result = receive_filters(&programs, &control);
  if (result < 0) return open_failed(result, OYER_STEP_RECEIVE);
  payload = mmap(NULL, OYER_PAYLOAD_BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (payload == MAP_FAILED) return open_failed(-errno, OYER_STEP_RECEIVE);
  weak = control.weak;
  /* Without namespaces others of this user could look into its memory, and into its children's. */
  if (weak && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return open_failed(-errno, OYER_STEP_CAPABILITIES);
  if (!weak) own_pid_namespace = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
  if (!weak && own_pid_namespace < 0) return open_failed(-errno, OYER_STEP_PID_NAMESPACE);
  /* An ordinary user has nothing to drop, and no new privileges to fear. */
  if (!(weak & OYER_WEAK_SHARED_USER)) result = oyer_drop_bounding_set();
  if (result < 0) return open_failed(result, OYER_STEP_CAPABILITIES);
  const struct sock_fprog main_program = {(unsigned short)control.main_filter, programs};
  seal_program.len = (unsigned short)control.seal_filter;
  seal_program.filter = programs + control.main_filter;
  const int listener = oyer_load_filter(&main_program, (int)control.notify);
  if (listener < 0) return open_failed(listener, OYER_STEP_FILTER);
  result = reply(OYER_MSG_OPENED, 0, 0, 0, &listener, control.notify ? 1 : 0);
  if (control.notify) close(listener);
  return result;
}

static int reap(int pid) {
  struct rusage used;
  struct oyer_control message;
  memset(&message, 0, sizeof message);
  memset(&used, 0, sizeof used);
  message.type = OYER_MSG_REAPED;
  message.pid = pid;
  int got;
  do {
    got = wait4(pid, &message.status, 0, &used);
  } while (got < 0 && errno == EINTR);
  if (got < 0) message.error = errno;
  message.cpu_user_ns = (uint64_t)used.ru_utime.tv_sec * 1000000000U + (uint64_t)used.ru_utime.tv_usec * 1000U;
  message.cpu_system_ns = (uint64_t)used.ru_stime.tv_sec * 1000000000U + (uint64_t)used.ru_stime.tv_usec * 1000U;
  message.resident_peak = (uint64_t)used.ru_maxrss * 1024U;
  const int64_t sent = oyer_send(OYER_ZYGOTE_CONTROL_FD, &message, sizeof message, NULL, 0);
  return sent < 0 ? (int)sent : 0;
}

static void close_request(void) {
  for (uint32_t i = 0; i < request_fd_count; ++i) close(request_fds[i]);
  request_fd_count = 0;
}

int oyer_zygote_next(void) {
  for (;;) {
    const int64_t n = oyer_receive(OYER_ZYGOTE_CONTROL_FD, &request, sizeof request, request_fds,
                                   FORK_FIXED + OYER_MOST_CGROUPS, &request_fd_count);
    if (n == 0) return 0;
    if (n < 0) return (int)n;
    if (n != (int64_t)sizeof request) return -EPROTO;
    if (request.type == OYER_MSG_REAP) {
      const int result = reap(request.pid);
      if (result < 0) return result;
      continue;
    }
    if (request.type != OYER_MSG_FORK || request_fd_count != FORK_FIXED + request.cgroups) return -EPROTO;
    if (!weak && setns(request_fds[0], CLONE_NEWPID) != 0) {
      const int result = reply(OYER_MSG_FORKED, errno, OYER_STEP_PID_NAMESPACE, 0, NULL, 0);
      close_request();
      if (result < 0) return result;
      continue;
    }
    return 1;
  }
}

int oyer_zygote_forked(int pid) {
  close_request();
  /* Back at once: a fork into the namespace of a dead init fails with ENOMEM. */
  if (!weak && setns(own_pid_namespace, CLONE_NEWPID) != 0) return -errno;
  return reply(OYER_MSG_FORKED, pid < 0 ? -pid : 0, OYER_STEP_FORK, pid, NULL, 0);
}

int oyer_zygote_serve(void) {
  for (;;) {
    const int turn = oyer_zygote_next();
    if (turn != 1) return turn;
    const int pid = fork();
    if (pid == 0) {
      if (oyer_child_seal() != 0) _exit(71);
      return 1;
    }
    const int result = oyer_zygote_forked(pid < 0 ? -errno : pid);
    if (result < 0) return result;
  }
}

/* A child that cannot be sealed must not live: it says why on the hand-over socket and ends. */
static int child_failed(int socket, int error, uint32_t step) {
  struct oyer_control message;
  memset(&message, 0, sizeof message);
  message.type = OYER_MSG_READY;
  message.error = -error;
  message.step = step;
  oyer_send(socket, &message, sizeof message, NULL, 0);
  return error;
}

int oyer_child_seal(void) {
  struct oyer_seal_plan plan = {
      .mount_namespace = request_fds[1],
      .ipc_namespace = request_fds[2],
      .folder = request_fds[1],
      .weak = request.weak,
      .stdio = {request_fds[3], request_fds[4], request_fds[5]},
      .keep = request_fds[6],
      .cgroups = request_fds + FORK_FIXED,
      .cgroup_count = request.cgroups,
      .uid = request.uid,
      .gid = request.gid,
      .uid_change = request.uid_change,
      /* In tier weak others of the same user could then read it, a judge too. */
      .dumpable = !(request.weak & OYER_WEAK_SHARED_USER),
      .seal = &seal_program,
  };
  uint32_t step = OYER_STEP_NONE;
  const int result = oyer_seal(&plan, &step);
  request_fd_count = 0;
  if (result < 0) return child_failed(step > OYER_STEP_STDIO ? HANDOVER_FD : plan.keep, result, step);
  own_pid_namespace = -1;
  return 0;
}

static int read_payload(uint64_t size) {
  if (size > OYER_PAYLOAD_BUFFER) {
    payload = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (payload == MAP_FAILED) return -errno;
  }
  for (uint64_t done = 0; done < size;) {
    const ssize_t n = read(HANDOVER_FD, payload + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? -errno : -EPIPE;
    done += (uint64_t)n;
  }
  return 0;
}

/* Puts stdin in its place and moves the descriptors to 3, 4, ..., over the hand-over socket. */
static int place_descriptors(const int* fds, uint32_t count, int has_stdin) {
  uint32_t next = 0;
  close(HANDOVER_FD);
  if (has_stdin) {
    if (dup2(fds[0], 0) < 0) return -errno;
    close(fds[0]);
    next = 1;
  }
  for (int target = HANDOVER_FD; next < count; ++next, ++target) {
    /* Received after the hand-over socket, so every number is above its target's. */
    if (fds[next] != target && (dup3(fds[next], target, O_CLOEXEC) < 0 || close(fds[next]) != 0)) return -errno;
    ++descriptor_count;
  }
  return 0;
}

static int say(int socket, uint32_t type, int error) {
  struct oyer_control message;
  memset(&message, 0, sizeof message);
  message.type = type;
  message.error = error;
  const int64_t sent = oyer_send(socket, &message, sizeof message, NULL, 0);
  return sent < 0 ? (int)sent : 0;
}

/* Everything between the hand-over and the candidate's first instruction. `socket` is a second number of the hand-over
 * socket, above all that is placed. */
static int take_over(struct oyer_start* start, int socket) {
  int fds[OYER_MOST_DESCRIPTORS + 1];
  uint32_t count = 0;
  const int64_t n = oyer_receive(socket, start, sizeof *start, fds, OYER_MOST_DESCRIPTORS + 1, &count);
  if (n != (int64_t)sizeof *start) return n < 0 ? (int)n : -EPIPE;
  if (start->type != OYER_MSG_START || count != start->descriptors + start->has_stdin) return -EPROTO;
  int result = read_payload(start->payload);
  if (result == 0) result = place_descriptors(fds, count, (int)start->has_stdin);
  if (result == 0) result = oyer_apply_rlimits(start);
  return result;
}

int64_t oyer_child_receive(void) {
  struct oyer_start start;
  const int socket = fcntl(HANDOVER_FD, F_DUPFD_CLOEXEC, ABOVE_HANDED);
  if (socket < 0) return child_failed(HANDOVER_FD, -errno, OYER_STEP_READY);
  int result = say(HANDOVER_FD, OYER_MSG_READY, 0);
  if (result < 0) return result;
  result = take_over(&start, socket);
  const int told = say(socket, OYER_MSG_TAKEN, -result);
  close(socket);
  if (result == 0) result = told;
  return result < 0 ? result : (int64_t)start.payload;
}

const unsigned char* oyer_child_payload(void) { return payload; }
uint64_t oyer_payload_buffer_bytes(void) { return OYER_PAYLOAD_BUFFER; }
int oyer_child_descriptors(void) { return descriptor_count; }
int oyer_child_descriptor(int index) { return index >= 0 && index < descriptor_count ? HANDOVER_FD + index : -EINVAL; }
