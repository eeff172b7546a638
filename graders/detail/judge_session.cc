#include "graders/detail/judge_session.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <cstring>

namespace oyer::graders::detail {

Result<Connected> spawn_connected(sandbox::Executor& executor, sandbox::Zygote zygote, std::string payload,
                                  const sandbox::Limits& limits) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail(host_error("socketpair"));
  Fd socket(ends[1]);
  sandbox::SpawnRequest request;
  request.descriptors.emplace_back(ends[0]);
  request.payload = std::move(payload);
  request.limits = limits;
  OYER_TRY(const sandbox::Child child, executor.spawn(zygote, std::move(request)));
  return Connected{child, std::move(socket)};
}

namespace {

// Sends all bytes, the descriptor (if any) beside the first of them. False when the other side has closed.
Result<bool> send_with(int socket, std::string_view bytes, int descriptor) {
  while (!bytes.empty()) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
    if (descriptor >= 0) {
      message.msg_control = space;
      message.msg_controllen = sizeof space;
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
    if (sent < 0) return fail(host_error("sending to the judge"));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    descriptor = -1;
  }
  return true;
}

// Takes what is there; false at the end of the stream.
bool receive(int socket, runners::MessageReader& reader) {
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
      reader.feed(std::string_view(buffer, static_cast<std::size_t>(got)));
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
}

std::string why(const sandbox::Execution& execution) {
  std::string text = sandbox::describe(execution.ending);
  if (!execution.err.bytes.empty()) text += "; it wrote: " + execution.err.bytes.substr(0, 2000);
  return text;
}

}  // namespace

Result<std::unique_ptr<JudgeSession>> JudgeSession::open(sandbox::Executor& executor, sandbox::Zygote zygote,
                                                         const sandbox::Limits& limits, const runners::JudgeTask& task,
                                                         std::stop_token stop) {
  OYER_TRY(auto judge, spawn_connected(executor, zygote, runners::judge_payload(), limits));
  std::unique_ptr<JudgeSession> session(new JudgeSession(executor, judge.child, std::move(judge.socket)));
  OYER_TRY(const bool sent, send_with(session->control(), runners::message_of(task), -1));
  OYER_TRY(auto heard, session->hear(stop));
  if (const auto* gone = std::get_if<JudgeGone>(&heard)) {
    if (stop.stop_requested()) return fail(cancelled("stopped while a judge took its task"));
    return fail(protocol_error("the judge ended before it had taken the task: " + why(gone->execution)));
  }
  if (!sent) return fail(protocol_error("the judge closed its channel before it had the task"));
  OYER_TRY(session->task_, runners::parse_task_reply(std::get<std::string>(heard)));
  return session;
}

JudgeSession::~JudgeSession() {
  if (!finished_) (void)executor_.finish(child_);
}

Result<sandbox::Execution> JudgeSession::close() {
  finished_ = true;
  control_.reset();
  return executor_.finish(child_);
}

Result<bool> JudgeSession::ask(const runners::JudgeRequest& request, Fd candidate) {
  ++judged_;
  return send_with(control_.get(), runners::message_of(request), candidate.get());
}

void JudgeSession::await_word() const {
  constexpr int grace_ms = 200;
  pollfd control{control_.get(), POLLIN, 0};
  (void)::poll(&control, 1, grace_ms);  // whatever comes of it, hear() finds out
}

Result<std::variant<std::string, JudgeGone>> JudgeSession::hear(std::stop_token stop) {
  using Heard = std::variant<std::string, JudgeGone>;
  for (;;) {
    OYER_TRY(auto message, reader_.next());
    if (message) return Heard(std::move(*message));
    OYER_TRY(const bool ended, executor_.wait(child_, control_.get(), stop));
    // What it said before it ended, or was to be left, is taken first.
    const bool open = receive(control_.get(), reader_);
    OYER_TRY(message, reader_.next());
    if (message) return Heard(std::move(*message));
    if (stop.stop_requested()) return fail(cancelled("stopped while a judge ran"));
    if (ended || !open) {
      // A process that dies closes its sockets first: how it died is known a moment later.
      if (!ended) OYER_TRY_STATUS(await_end(executor_, child_, stop));
      OYER_TRY(auto execution, close());
      return Heard(JudgeGone{std::move(execution)});
    }
  }
}

Status await_end(sandbox::Executor& executor, sandbox::Child child, std::stop_token stop) {
  constexpr long grace = 200'000'000;  // nanoseconds
  const Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  itimerspec once{};
  once.it_value.tv_nsec = grace;
  if (!timer || ::timerfd_settime(timer.get(), 0, &once, nullptr) != 0) return fail(host_error("timerfd"));
  OYER_TRY_STATUS(executor.wait(child, timer.get(), stop));
  return {};
}

Result<Told> finish_reading(sandbox::Executor& executor, sandbox::Child child, const Fd& socket, std::stop_token stop) {
  runners::MessageReader reader;
  Result<std::optional<std::string>> message = std::nullopt;
  Result<bool> ended = false;
  bool open = true;
  while (ended && !*ended && open && message && !*message && !stop.stop_requested()) {
    ended = executor.wait(child, socket.get(), stop);
    if (!ended) break;
    open = receive(socket.get(), reader);
    message = reader.next();
  }
  Status graced;
  if (ended && !*ended && !open) graced = await_end(executor, child, stop);
  auto execution = executor.finish(child);
  if (!graced) return fail(std::move(graced).error());
  if (!ended) return fail(std::move(ended).error());
  if (!execution) return fail(std::move(execution).error());
  const bool told = message && *message;
  if (stop.stop_requested() && !told && sandbox::was_stopped(*execution)) {
    return fail(cancelled("stopped while a candidate ran"));
  }
  return Told(message ? std::move(*message) : std::nullopt, std::move(*execution));
}

}  // namespace oyer::graders::detail
