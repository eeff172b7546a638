#include "datasets/detail/corpus_emit.h"

#include <string>

#include "datasets/corpus/graph.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"
#include "datasets/detail/read_manifests.h"
#include "datasets/detail/row_columns.h"

namespace oyer::datasets::detail {
namespace {

// The outlines of what stays, by number; null for files that nothing parses.
std::vector<const parsers::Outline*> outlines_of(const ScannedRepository& scanned,
                                                 const std::vector<std::uint32_t>& kept) {
  std::vector<const parsers::Outline*> outlines;
  outlines.reserve(kept.size());
  for (const std::uint32_t place : kept) {
    const auto& outline = scanned.files[place].outline;
    outlines.push_back(outline ? &*outline : nullptr);
  }
  return outlines;
}

Result<ProjectGraph> graph_of(const Source& source, const ScannedRepository& scanned,
                              const std::vector<std::uint32_t>& kept) {
  std::vector<std::string> paths;
  paths.reserve(scanned.files.size());
  for (const ScannedFile& file : scanned.files) paths.push_back(file.entry.path);
  const std::vector<const parsers::Outline*> outlines = outlines_of(scanned, kept);
  std::vector<ProjectFile> project;
  project.reserve(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const ScannedFile& file = scanned.files[kept[i]];
    project.push_back({file.entry.path, file.kind.parsed_as.value_or(Language::python), outlines[i]});
  }
  OYER_TRY(const std::vector<ManifestText> manifests, read_manifests(source.repository, scanned.files));
  return project_graph(project, paths, manifests);
}

// The graph was the last to ask.
bool is_done_with_outlines(CorpusUnit unit) { return unit == CorpusUnit::project || unit == CorpusUnit::file; }

class Emission {
 public:
  Emission(const CorpusOptions& options, const CorpusRun& run, const Detector* detector,
           const std::filesystem::path& folder)
      : options_(options),
        run_(run),
        detector_(detector),
        train_(folder, "data", "train", options.shard, data_form(options)),
        validation_(folder, "data", "validation", options.shard, data_form(options)),
        dropped_(folder, "dropped", "dropped", options.shard),
        files_(folder, "files", "files", options.shard) {}

  Status add(const Source& source, PlannedRepository& planned, FactLog& facts) {
    OYER_TRY_STATUS(bring_outlines(source.repository, planned.scanned.files, &facts));
    OYER_TRY_STATUS(write_repository(source, planned));
    drop_outlines(planned.scanned.files);
    return {};
  }

  Result<Emitted> finish() {
    Emitted emitted;
    for (ShardSet* set : {&train_, &validation_, &files_, &dropped_}) {
      OYER_TRY(std::vector<Shard> some, set->finish());
      for (Shard& shard : some) emitted.shards.push_back(std::move(shard));
    }
    emitted.totals = std::move(totals_);
    return emitted;
  }

 private:
  Status write_repository(const Source& source, PlannedRepository& planned) {
    const ScannedRepository& scanned = planned.scanned;
    std::vector<std::uint32_t> kept;
    for (std::uint32_t i = 0; i < scanned.files.size(); ++i)
      if (scanned.files[i].drop.empty()) kept.push_back(i);
    OYER_TRY(const ProjectGraph graph, graph_of(source, scanned, kept));
    if (is_done_with_outlines(options_.unit)) drop_outlines(planned.scanned.files);
    count(scanned, graph);
    std::vector<std::vector<std::string>> samples_of(scanned.files.size());
    ShardSet& split = planned.validation ? validation_ : train_;
    const auto take = [&](UnitSample sample) -> Status {
      for (const std::uint32_t number : sample.files) samples_of[kept[number]].push_back(sample.id);
      ++totals_.samples;
      totals_.tokens += sample.tokens;
      totals_.context += sample.context;
      return split.write(std::move(sample.row));  // a project can be most of the memory there is
    };
    const UnitInput input{source, scanned, kept, graph, options_, detector_, run_.stop};
    OYER_TRY_STATUS(emitter_of(options_.unit)(input, take));
    return write_files(scanned, samples_of);
  }

  Status write_files(const ScannedRepository& scanned, const std::vector<std::vector<std::string>>& samples_of) {
    for (std::size_t i = 0; i < scanned.files.size(); ++i) {
      const ScannedFile& file = scanned.files[i];
      ShardSet& set = file.drop.empty() ? files_ : dropped_;
      OYER_TRY_STATUS(set.write(file_row(scanned, file, samples_of[i])));
    }
    return {};
  }

  void count(const ScannedRepository& scanned, const ProjectGraph& graph) {
    ++totals_.repositories;
    totals_.files += scanned.files.size();
    for (const ScannedFile& file : scanned.files) {
      if (!file.drop.empty()) {
        ++totals_.dropped[file.drop];
        continue;
      }
      ++totals_.kept;
      totals_.bytes_kept += file.bytes;
      ++totals_.languages[file.kind.language];
      ++totals_.licenses[std::string(name_of(file.license.type))];
      for (const Finding& finding : file.findings) ++totals_.redacted[std::string(name_of(finding.kind))];
    }
    const ResolutionCounts imports = count_imports(graph);
    totals_.imports["unique"] += imports.unique;
    totals_.imports["ambiguous"] += imports.ambiguous;
    totals_.imports["external"] += imports.external;
    totals_.imports["dynamic"] += imports.dynamic;
  }

  const CorpusOptions& options_;
  const CorpusRun& run_;
  const Detector* detector_;
  ShardSet train_, validation_, dropped_, files_;
  CorpusTotals totals_;
};

}  // namespace

Result<Emitted> emit_corpus(const std::vector<Source>& sources, Plan& plan, const CorpusOptions& options,
                            const CorpusRun& run, const Detector* detector, FactLog& facts,
                            const std::filesystem::path& folder) {
  Emission emission(options, run, detector, folder);
  for (std::size_t i = 0; i < sources.size(); ++i)
    OYER_TRY_STATUS(emission.add(sources[i], plan.repositories[i], facts));
  return emission.finish();
}

}  // namespace oyer::datasets::detail
