// ChatEndpoint: a model behind HTTP that speaks OpenAI's chat completions (POST URL/chat/completions; the fields read
// and written are those that vLLM, SGLang, llama.cpp and the hosted services have in common).
// The one place that includes libcurl.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/units.h"
#include "graders/episode.h"

namespace oyer::cli {

struct ChatOptions {
  std::string url;  // "http://127.0.0.1:8000/v1"; "/chat/completions" is added where it lacks
  std::string model;
  std::string key;                           // sent as a bearer token; "" for none
  std::optional<double> temperature, top_p;  // unset: the server's own
  std::optional<std::uint32_t> max_tokens;
  Nanos timeout = std::chrono::minutes(10);  // of one request
  std::uint32_t attempts = 6;                // at one request, before its failure is told
  Nanos pause = std::chrono::seconds(1);     // before the second attempt; doubled before each that follows
};

struct ChatReply {
  std::string text;
  std::string finish_reason;                               // "stop", "length", ...; "" where the server does not say
  std::uint64_t prompt_tokens = 0, completion_tokens = 0;  // 0 where the server does not say
  std::uint32_t attempts = 1;
};

// What a server answered. invalid_input with the reason for bytes that are no such answer. Total over any bytes.
Result<ChatReply> parse_chat_reply(std::string_view body);

// Asks for one answer. May be called from many threads. What may pass (no connection, 408, 425, 429, 5xx) is tried
// again, after the pause that the server asks for where it does. host once attempts run out; invalid_input where the
// server refuses the request; cancelled after a stop request. No error holds the key.
Result<ChatReply> ask(const ChatOptions& options, std::span<const graders::Message> messages, std::uint64_t seed,
                      const std::stop_token& stop);

}  // namespace oyer::cli
