#include "cli/chat_endpoint.h"

#include <curl/curl.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "base/utf8.h"

namespace oyer::cli {
namespace {

constexpr std::size_t longest_reply = std::size_t{64} << 20U;
constexpr Nanos longest_pause = std::chrono::minutes(1);

// Set-up of the library, which must not happen in two threads at once.
bool library_is_ready() {
  static const bool ready = ::curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

struct Exchange {
  std::string body;
  std::stop_token stop;
  bool too_long = false;
};

std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  if (exchange.body.size() + count > longest_reply) {
    exchange.too_long = true;
    return 0;
  }
  exchange.body.append(bytes, count);
  return count;
}

int check_stop(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Exchange*>(of)->stop.stop_requested() ? 1 : 0;
}

std::string full_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url.ends_with("/chat/completions") ? url : url + "/chat/completions";
}

std::string request_of(const ChatOptions& options, std::span<const graders::Message> messages, std::uint64_t seed) {
  json::array list;
  for (const graders::Message& one : messages) list.push_back({{"role", one.role}, {"content", one.content}});
  json::object request{{"model", options.model}, {"messages", std::move(list)}};
  // 31 bits: what every server takes for an integer.
  request["seed"] = seed & 0x7fffffffU;
  if (options.temperature) request["temperature"] = *options.temperature;
  if (options.top_p) request["top_p"] = *options.top_p;
  if (options.max_tokens) request["max_tokens"] = *options.max_tokens;
  return json::print(request);
}

struct Reply {
  CURLcode result = CURLE_OK;
  std::string reason;  // of a result that is an error
  long status = 0;
  Nanos asked_pause{0};  // Retry-After
  std::string body;
  bool too_long = false;
};

Reply send(const ChatOptions& options, const std::string& request, const std::stop_token& stop) {
  Reply reply;
  const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> handle(::curl_easy_init(), ::curl_easy_cleanup);
  if (!handle || !library_is_ready()) {
    reply.result = CURLE_FAILED_INIT;
    return reply;
  }
  Exchange exchange{"", stop, false};
  curl_slist* lines = ::curl_slist_append(nullptr, "Content-Type: application/json");
  if (!options.key.empty()) lines = ::curl_slist_append(lines, ("Authorization: Bearer " + options.key).c_str());
  const std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)> headers(lines, ::curl_slist_free_all);
  char reason[CURL_ERROR_SIZE] = "";
  CURL* const curl = handle.get();
  ::curl_easy_setopt(curl, CURLOPT_URL, full_url(options.url).c_str());
  ::curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.c_str());
  ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.size()));
  ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  ::curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, check_stop);
  ::curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
  ::curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  ::curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout);
  ::curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  reply.result = ::curl_easy_perform(curl);
  reply.reason = reason[0] != '\0' ? reason : ::curl_easy_strerror(reply.result);
  ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t seconds = 0;
  ::curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
  reply.asked_pause = std::chrono::seconds(std::clamp<curl_off_t>(seconds, 0, 3600));
  reply.body = std::move(exchange.body);
  reply.too_long = exchange.too_long;
  return reply;
}

// The server's own words about an error, cut short.
std::string words_of(const std::string& body) {
  std::string words = body;
  if (const auto parsed = json::parse(body); parsed.has_value() && parsed->is_object()) {
    const json::object* error = json::find_object(parsed->get_object(), "error");
    const json::string* message = json::find_string(error != nullptr ? *error : parsed->get_object(), "message");
    if (message != nullptr) words = json::view(*message);
  }
  if (words.size() > 300) words.resize(300);
  return words;
}

bool may_pass(const Reply& reply) {
  if (reply.result != CURLE_OK) {
    return reply.result != CURLE_UNSUPPORTED_PROTOCOL && reply.result != CURLE_URL_MALFORMAT && !reply.too_long;
  }
  return reply.status == 408 || reply.status == 425 || reply.status == 429 || reply.status >= 500;
}

void wait_for(Nanos pause, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, pause, [] { return false; });
}

}  // namespace

Result<ChatReply> parse_chat_reply(std::string_view body) {
  const auto wrong = [](const char* what) {
    return fail(invalid_input(std::string("the endpoint's reply is no chat completion: ") + what));
  };
  if (!is_utf8(body)) return wrong("it is not UTF-8");
  const auto parsed = json::parse(body);
  if (!parsed.has_value() || !parsed->is_object()) return wrong("it is no JSON object");
  const json::object& reply = parsed->get_object();
  const json::array* const choices = json::find_array(reply, "choices");
  if (choices == nullptr || choices->empty() || !choices->front().is_object()) return wrong("it has no choices");
  const json::object& choice = choices->front().get_object();
  const json::object* const message = json::find_object(choice, "message");
  if (message == nullptr) return wrong("its choice has no message");
  ChatReply found;
  // null: nothing but a call of tools, or of what was thought: an answer without code.
  if (const json::string* const content = json::find_string(*message, "content")) found.text = json::view(*content);
  if (const json::string* const reason = json::find_string(choice, "finish_reason")) {
    found.finish_reason = json::view(*reason);
  }
  const json::object* const usage = json::find_object(reply, "usage");
  const auto count = [&](std::string_view key) -> std::uint64_t {
    const json::value* const number = usage == nullptr ? nullptr : json::find(*usage, key);
    if (number == nullptr || !number->is_int64()) return 0;
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number->get_int64()));
  };
  found.prompt_tokens = count("prompt_tokens");
  found.completion_tokens = count("completion_tokens");
  return found;
}

Result<ChatReply> ask(const ChatOptions& options, std::span<const graders::Message> messages, std::uint64_t seed,
                      const std::stop_token& stop) {
  const std::string request = request_of(options, messages, seed);
  Nanos pause = options.pause;
  for (std::uint32_t attempt = 1;; ++attempt) {
    const Reply reply = send(options, request, stop);
    if (stop.stop_requested()) return fail(cancelled("stopped while a model was asked"));
    if (reply.result == CURLE_OK && reply.status == 200) {
      OYER_TRY(ChatReply answer, parse_chat_reply(reply.body));
      answer.attempts = attempt;
      return answer;
    }
    const std::string why = reply.too_long ? "its reply is longer than 64 MiB"
                            : reply.result != CURLE_OK
                                ? reply.reason
                                : "status " + std::to_string(reply.status) + ": " + words_of(reply.body);
    const std::string what = "the endpoint " + full_url(options.url) + " did not answer: " + why;
    if (!may_pass(reply)) return fail(invalid_input(what));
    if (attempt >= options.attempts) {
      return fail(host_error(what + " (" + std::to_string(attempt) + " attempts)", 0));
    }
    wait_for(std::max(pause, reply.asked_pause), stop);
    pause = std::min(2 * pause, longest_pause);
  }
}

}  // namespace oyer::cli
