// What the kernel hands over beside a byte on a socket: a descriptor (SCM_RIGHTS), who wrote it (SCM_CREDENTIALS).
#pragma once

#include <sys/socket.h>

#include <cstring>
#include <optional>

namespace oyer::sandbox::testing {

// Receives one byte and the control message beside it; none where either is missing. Waits for the byte.
template <class Value>
std::optional<Value> receive_beside_a_byte(int socket) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(Value))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR(&message) == nullptr) return std::nullopt;
  Value value{};
  std::memcpy(&value, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof value);
  return value;
}

}  // namespace oyer::sandbox::testing
