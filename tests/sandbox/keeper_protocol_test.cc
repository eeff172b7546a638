#include "sandbox/detail/keeper_protocol.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace oyer::sandbox::detail {
namespace {

Limits odd_limits() {
  Limits limits;
  limits.cpu = Nanos(1);
  limits.wall = Nanos(2);
  limits.memory = Bytes{3};
  limits.stack = Bytes{4};
  limits.output = Bytes{5};
  limits.file = Bytes{6};
  limits.scratch = Bytes{7};
  limits.scratch_files = 8;
  limits.processes = 9;
  limits.open_files = 10;
  return limits;
}

TEST(KeeperProtocolTest, configuration_survives_the_wire) {
  KeeperConfig config;
  config.binds = {{"/opt/a", "/b"}};
  config.seal_library = "/lib/x.so";
  config.filters = {{"native", "00ff", {{{0x20, 0, 0, 4}, {6, 0, 0, 0x7fff0000}}, true}}};
  config.seal = {{{6, 1, 2, 3}}, false};
  config.user_notification = false;
  config.cgroups = CgroupChoice::none;
  config.slots = 7;
  config.accept_weak = true;
  config.weak_layer = {{{6, 4, 5, 6}}, false};
  config.weak_shared_user_layer = {{{6, 7, 8, 9}}, false};
  const Result<KeeperConfig> back = decode_config(encode(config));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->binds, config.binds);
  EXPECT_EQ(back->seal_library, config.seal_library);
  ASSERT_EQ(back->filters.size(), 1U);
  EXPECT_EQ(back->filters[0].name, "native");
  EXPECT_EQ(back->filters[0].program, config.filters[0].program);
  EXPECT_EQ(back->seal, config.seal);
  EXPECT_FALSE(back->user_notification);
  EXPECT_EQ(back->cgroups, CgroupChoice::none);
  EXPECT_EQ(back->slots, 7U);
  EXPECT_TRUE(back->accept_weak);
  EXPECT_EQ(back->weak_layer, config.weak_layer);
  EXPECT_EQ(back->weak_shared_user_layer, config.weak_shared_user_layer);
}

TEST(KeeperProtocolTest, run_survives_the_wire) {
  RunMessage message;
  message.id = 42;
  message.command.argv = {"/bin/a", "b c", ""};
  message.command.environment = {"A=1"};
  message.command.stdin_bytes = std::string("\0\n\xff", 3);
  message.command.files = {{"f", std::string("\0x", 2), true}};
  message.command.limits = odd_limits();
  message.command.filter = "native";
  message.command.patient = true;
  const Result<RunMessage> back = decode_run(encode(message));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->id, 42U);
  EXPECT_EQ(back->command.argv, message.command.argv);
  EXPECT_EQ(back->command.environment, message.command.environment);
  EXPECT_EQ(back->command.stdin_bytes, message.command.stdin_bytes);
  EXPECT_EQ(back->command.files, message.command.files);
  EXPECT_EQ(back->command.limits, message.command.limits);
  EXPECT_EQ(back->command.filter, "native");
  EXPECT_TRUE(back->command.patient);
}

TEST(KeeperProtocolTest, every_ending_survives_the_wire) {
  const Ending endings[] = {
      Exited{7},           Signaled{11},         TimedOut{Clock::wall}, MemoryExceeded{}, ScratchExceeded{},
      ProcessesExceeded{}, SyscallDenied{"bpf"}, ExecFailed{2},         Cancelled{},      OutputExceeded{Stream::err}};
  for (const Ending& ending : endings) {
    EndedMessage message;
    message.id = 1;
    message.execution.ending = ending;
    message.execution.usage = {Nanos(1), Nanos(2), Nanos(3), Nanos(4), Bytes{5}, 6};
    message.execution.out = {std::string("a\0b", 3), true};
    const Result<EndedMessage> back = decode_ended(encode(message));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->execution, message.execution);
  }
}

TEST(KeeperProtocolTest, error_keeps_its_kind_errno_and_words) {
  const Result<FailedMessage> back = decode_failed(encode(FailedMessage{3, host_error("no mount", EPERM)}));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->id, 3U);
  EXPECT_EQ(back->error.kind, Error::Kind::host);
  EXPECT_EQ(back->error.os_errno, EPERM);
  EXPECT_EQ(back->error.what, "no mount");
}

TEST(KeeperProtocolTest, every_truncation_and_every_surplus_byte_is_refused) {
  SpawnMessage message;
  message.id = 1;
  message.payload = "payload";
  message.limits = odd_limits();
  const std::string whole = encode(message);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_spawn(std::string_view(whole).substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(decode_spawn(whole + '\0').has_value());
  EXPECT_TRUE(decode_spawn(whole).has_value());
}

TEST(KeeperProtocolTest, frames_cross_a_socket_with_their_descriptors) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const Fd a(pair[0]), b(pair[1]);
  const std::string body(3 << 20, 'x');  // larger than any socket buffer
  std::jthread sender([&] { EXPECT_TRUE(send_frame(a.get(), MessageType::spawn, body, {a.get()}).has_value()); });
  const auto frame = receive_frame(b.get());
  ASSERT_TRUE(frame.has_value() && frame->has_value());
  EXPECT_EQ((*frame)->type, MessageType::spawn);
  EXPECT_EQ((*frame)->body, body);
  EXPECT_EQ((*frame)->descriptors.size(), 1U);
}

TEST(KeeperProtocolTest, length_over_the_limit_is_refused_before_allocation) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const Fd a(pair[0]), b(pair[1]);
  const std::uint64_t header[2] = {frame_limit + 1, 1};
  ASSERT_EQ(::write(a.get(), header, sizeof header), static_cast<ssize_t>(sizeof header));
  const auto frame = receive_frame(b.get());
  ASSERT_FALSE(frame.has_value());
  EXPECT_EQ(frame.error().kind, Error::Kind::protocol);
}

TEST(KeeperProtocolTest, torn_frame_is_an_error_and_a_clean_close_is_not) {
  for (const std::size_t bytes : {0U, 5U, 16U, 18U}) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    Fd a(pair[0]);
    const Fd b(pair[1]);
    const std::string whole = std::string("\x08\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0", 16) + "12345678";
    ASSERT_EQ(::write(a.get(), whole.data(), bytes), static_cast<ssize_t>(bytes));
    a.reset();
    const auto frame = receive_frame(b.get());
    EXPECT_EQ(frame.has_value(), bytes == 0) << bytes;
    EXPECT_FALSE(frame.has_value() && frame->has_value()) << bytes;
  }
}

}  // namespace
}  // namespace oyer::sandbox::detail
