// What oyer admit tells at its end: the evidence of all tasks added up, and the tasks that somebody should look at.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "graders/admission.h"

namespace oyer::cli {

struct AdmissionSummary {
  // A task that was not admitted, or not without a word.
  struct Remark {
    std::string task_id;
    std::string verdict;  // "undecided" where there is none
    std::string reasons;
  };
  std::uint64_t tasks = 0, undecided = 0;
  std::map<graders::Admission, std::uint64_t> verdicts;
  std::uint64_t mutations = 0;  // that compile and were judged
  std::uint64_t killed = 0, stillborn = 0, unjudged = 0;
  std::uint64_t perfect = 0;  // tasks whose every mutation was killed
  std::map<parsers::MutationOperator, graders::OperatorKills> operators;
  struct Group {
    std::string group;
    std::uint64_t tests = 0, killed = 0, killed_yet = 0;
  };
  std::vector<Group> groups;
  // Means over the tasks that have them.
  double tpr = 0, tnr = 0, mutation_score = 0, youden_j = 0;
  std::vector<Remark> remarks;
};

AdmissionSummary add_up(const std::vector<graders::AdmissionEvidence>& all, double least_j);

// At most `most_remarks` tasks by name.
std::string admission_text(const AdmissionSummary& summary, std::size_t most_remarks = 30);
json::object to_json(const AdmissionSummary& summary);

}  // namespace oyer::cli
