#include "runners/python_payload.h"

#include "base/json.h"
#include "runners/detail/marshal_writer.h"

namespace oyer::runners {

namespace {

json::array strings(const std::vector<std::string>& texts) {
  json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::object begin(std::string_view role) {
  json::object object;
  object["role"] = role;
  return object;
}

json::object mutates_of(const JudgeTask& task) {
  json::object object;
  for (const auto& [name, arguments] : task.mutates) {
    json::array array;
    for (const ArgumentName& argument : arguments) {
      std::visit([&](const auto& one) { array.emplace_back(one); }, argument);
    }
    object[name] = std::move(array);
  }
  return object;
}

json::object object_of(const JudgeTask& task) {
  json::object object;
  object["op"] = "task";
  object["prelude"] = task.prelude;
  object["setup"] = task.setup;
  if (task.setup_after) object["setup_after"] = *task.setup_after;
  object["names"] = strings(task.names);
  json::array tests;
  for (const JudgeTest& test : task.tests) tests.push_back(json::object{{"id", test.id}, {"code", test.code}});
  object["tests"] = std::move(tests);
  object["mutates"] = mutates_of(task);
  object["points"] = task.points;
  return object;
}

json::object object_of(const JudgeRequest& request) {
  json::object object;
  object["op"] = request.learn ? "learn" : "judge";
  object["nonce"] = request.nonce;
  object["stop_at_first"] = request.stop_at_first;
  object["back"] = request.back;
  object["seed"] = request.seed;
  return object;
}

std::string framed(const json::object& object) {
  const std::string text = json::print(object);
  std::string message;
  message.reserve(text.size() + 4);
  for (unsigned shift = 0; shift < 32; shift += 8) message.push_back(static_cast<char>(text.size() >> shift & 0xFFU));
  return message += text;
}

}  // namespace

std::string payload_of(const FunctionPayload& payload) {
  json::object object = begin("function");
  object["source"] = payload.source;
  object["prelude"] = payload.prelude;
  object["names"] = strings(payload.names);
  object["seed"] = payload.seed;
  object["discard_output"] = payload.discard_output;
  return detail::marshal(object);
}

std::string payload_of(const CasesPayload& payload) {
  json::object object = begin("cases");
  object["source"] = payload.source;
  object["prelude"] = payload.prelude;
  object["entry"] = payload.entry;
  object["cases"] = strings(payload.cases);
  object["rebuild"] = strings(payload.rebuild);
  object["seed"] = payload.seed;
  object["discard_output"] = payload.discard_output;
  object["most_bytes"] = payload.most_bytes.count;
  object["most_nodes"] = payload.most_nodes;
  return detail::marshal(object);
}

std::string payload_of(const ScriptPayload& payload) {
  json::object object = begin("script");
  object["source"] = payload.source;
  object["prelude"] = payload.prelude;
  object["name"] = payload.name;
  object["report_compile"] = payload.report_compile;
  object["arguments"] = strings(payload.arguments);
  object["seed"] = payload.seed;
  return detail::marshal(object);
}

std::string payload_of(const SharedPayload& payload) {
  json::object object = begin("shared");
  object["source"] = payload.source;
  object["task"] = object_of(payload.task);
  object["request"] = object_of(payload.request);
  object["discard_output"] = payload.discard_output;
  return detail::marshal(object);
}

std::string judge_payload() { return detail::marshal(begin("judge")); }

std::string message_of(const JudgeTask& task) { return framed(object_of(task)); }

std::string message_of(const JudgeRequest& request) { return framed(object_of(request)); }

}  // namespace oyer::runners
