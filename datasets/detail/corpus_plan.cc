#include "datasets/detail/corpus_plan.h"

#include <algorithm>

#include "base/digest.h"
#include "datasets/detail/corpus_dedup.h"
#include "datasets/detail/people_of.h"
#include "datasets/detail/text_pass.h"

namespace oyer::datasets::detail {
namespace {

// What is not read still has its row.
ScannedFile unlisted(const std::string& path, std::string drop) {
  ScannedFile file;
  file.entry.path = path;
  file.drop = std::move(drop);
  return file;
}

// Whoever asked to be left out is: of the file's content nothing is told, either.
void leave_out(ScannedRepository& scanned, const OptOuts& opt_outs) {
  if (opt_outs.empty()) return;
  const OptOuts::Of asked = opt_outs.of(scanned.name, scanned.place);
  for (ScannedFile& file : scanned.files) {
    file.opt_out = asked.find(file.entry.path, file.entry.id.hex);
    if (file.opt_out.empty()) {
      if (file.drop.empty()) file.decisions.push_back({"opt_out", 0, 0, false});
      continue;
    }
    file.drop = "opt_out";
    file.decisions = {{"opt_out", 1, 0, true}};
    file.license = strictest({}, file.license.directory, file.license.repository);
    file.findings.clear();
    file.outline.reset();
    file.parse.reset();
    file.sketch.reset();
  }
}

// A number between 0 and 1 that belongs to a repository for good.
double lot_of(const std::string& name, std::uint64_t seed) {
  const std::uint64_t bits = leading_bits(Digester().field("validation").field(seed).field(name).finish()) >> 16U;
  return static_cast<double>(bits) / static_cast<double>(std::uint64_t{1} << 48U);
}

ScannedRepository unread_repository(const CorpusInput& input, const GitCommit& commit, Unread why) {
  ScannedRepository scanned{input.name, input.place, input.revision, commit, {}, {}};
  scanned.files.push_back(unlisted("", "repository:" + why.kind));
  scanned.unread = std::move(why);
  return scanned;
}

// A repository that is broken must not end the work on others.
Result<ScannedRepository> scan_repository(const Source& source, const ScanOptions& options,
                                          const ScanProgress& progress, const std::stop_token& stop) {
  ScannedRepository scanned{source.input.name, source.input.place, source.input.revision, source.commit, {}, {}};
  const auto unread_or = [&](const Error& error) -> Result<ScannedRepository> {
    std::optional<Unread> why = unread_for(error);
    if (!why) return fail(error);
    return unread_repository(source.input, source.commit, *std::move(why));
  };
  const Result<Repository::Listing> listed = source.repository.list(source.commit);
  if (!listed.has_value()) {
    // A tree that names itself over and over.
    if (listed.error().kind != Error::Kind::invalid_input) return unread_or(listed.error());
    scanned.files.push_back(unlisted("", "unreadable_tree"));
    return scanned;
  }
  const Repository::Listing& listing = *listed;
  ScanOptions with_people = options;
  std::optional<People> people;
  Persons persons;
  if (options.detector != nullptr) {
    OYER_TRY(persons, people_of(source.repository, source.commit));
    OYER_TRY(people, People::of(persons.names, persons.mails));
    with_people.people = &*people;
    with_people.people_key = key_of(persons);
  }
  Result<std::vector<ScannedFile>> files = scan_files(source.repository, listing.entries, with_people, progress, stop);
  if (!files.has_value()) return unread_or(files.error());
  scanned.files = *std::move(files);
  for (const std::string& folder : listing.unreadable) scanned.files.push_back(unlisted(folder, "unreadable_folder"));
  for (const auto& [path, problem] : listing.refused)
    scanned.files.push_back(unlisted(path, "path:" + std::string(name_of(problem))));
  if (persons.gap) {
    const std::string kind(name_of(*persons.gap));
    scanned.files.push_back(unlisted("", "people:" + kind));
    scanned.history_gap =
        Unread{kind, "the commit behind the newest " + std::to_string(persons.commits) + " of its first parents is " +
                         kind + "; who worked on it before is not known, and stays in texts by name"};
  }
  return scanned;
}

Status expect_one_read(const Plan& plan) {
  const auto is_unread = [](const PlannedRepository& one) { return one.scanned.unread.has_value(); };
  if (!std::all_of(plan.repositories.begin(), plan.repositories.end(), is_unread)) return {};
  return fail(corrupt(plan.repositories.front().scanned.unread->what));
}

ScanOptions scan_options(const CorpusOptions& options, const Detector* detector) {
  ScanOptions scan;
  scan.preset = options.preset;
  scan.seed = options.seed;
  scan.keep_vendored = options.keep_vendored;
  scan.keep_generated = options.keep_generated;
  scan.keep_non_permissive = options.keep_non_permissive;
  scan.detector = detector;
  scan.jobs = options.jobs > 1 ? options.jobs : 0;
  scan.sketches = options.dedup != DedupLevels{false, false, false, false};
  scan.largest_file = options.largest_file;
  return scan;
}

}  // namespace

Result<Plan> plan_corpus(const Sources& sources, const CorpusOptions& options, const CorpusRun& run,
                         const Detector* detector, Lists& lists, FactLog& facts) {
  ScanOptions scan = scan_options(options, detector);
  scan.facts = &facts;
  OYER_TRY(std::optional<BenchmarkIndex> benchmarks, benchmark_index(lists));
  // Not left to the scan, which would say it of a repository.
  if (find_preset(options.preset) == nullptr)
    return fail(invalid_input("no preset is called '" + options.preset + "'"));
  Plan plan;
  for (std::size_t i = 0; i < sources.open.size(); ++i) {
    const Source& source = sources.open[i];
    const auto progress = [&](std::uint64_t done, std::uint64_t files, std::uint64_t bytes) {
      if (run.progress) run.progress({source.input.name, i, sources.open.size(), done, files, bytes});
    };
    OYER_TRY(ScannedRepository scanned, scan_repository(source, scan, progress, run.stop));
    if (!scanned.unread) leave_out(scanned, lists.opt_outs);
    const bool validation = lot_of(scanned.name, options.seed) < options.validation;
    plan.repositories.push_back({std::move(scanned), validation});
  }
  OYER_TRY_STATUS(expect_one_read(plan));
  for (const UnreadSource& source : sources.unread)
    plan.repositories.push_back({unread_repository(source.input, {}, source.why), false});
  OYER_TRY_STATUS(deduplicate_plan(plan, sources.open, options));
  const TextPass pass{benchmarks ? &*benchmarks : nullptr, lists.tokenizer ? &*lists.tokenizer : nullptr, scan.jobs};
  for (std::size_t i = 0; i < sources.open.size(); ++i) {
    ScannedRepository& scanned = plan.repositories[i].scanned;
    if (benchmarks) OYER_TRY_STATUS(bring_outlines(sources.open[i].repository, scanned.files, &facts));
    OYER_TRY_STATUS(pass_texts(sources.open[i], scanned, pass, run.stop));
    if (benchmarks) drop_outlines(scanned.files);
  }
  plan.benchmarks = std::move(benchmarks);
  plan.opt_outs = &lists.opt_outs;
  return plan;
}

}  // namespace oyer::datasets::detail
