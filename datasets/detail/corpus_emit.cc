#include "datasets/detail/corpus_emit.h"

#include <algorithm>
#include <set>
#include <string>

#include "datasets/corpus/graph.h"
#include "datasets/detail/contract_graph.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"
#include "datasets/detail/read_manifests.h"
#include "datasets/detail/row_columns.h"

namespace oyer::datasets::detail {
namespace {

// The outlines of some files; null for those that nothing parses.
std::vector<const parsers::Outline*> outlines_of(const ScannedRepository& scanned,
                                                 const std::vector<std::uint32_t>& places) {
  std::vector<const parsers::Outline*> outlines;
  outlines.reserve(places.size());
  for (const std::uint32_t place : places) {
    const auto& outline = scanned.files[place].outline;
    outlines.push_back(outline ? &*outline : nullptr);
  }
  return outlines;
}

// A duplicate is in the graph, too, as long as what it says again is in this repository and stays.
bool has_stand_in(const ScannedRepository& scanned, const ScannedFile& file) {
  return file.duplicate && file.duplicate->here && scanned.files[*file.duplicate->here].drop.empty();
}

Result<ProjectGraph> graph_of(const Source& source, const ScannedRepository& scanned,
                              const std::vector<std::uint32_t>& kept) {
  std::vector<std::string> paths;
  std::vector<std::uint32_t> places, number_at(scanned.files.size());  // those in the graph, by place
  Contraction how{static_cast<std::uint32_t>(kept.size()), {}, {}, {}, {}};
  for (std::uint32_t i = 0; i < scanned.files.size(); ++i) {
    const ScannedFile& file = scanned.files[i];
    paths.push_back(file.entry.path);
    number_at[i] = static_cast<std::uint32_t>(places.size());
    if (file.drop.empty() || has_stand_in(scanned, file)) places.push_back(i);
  }
  how.outlines = outlines_of(scanned, places);
  std::vector<ProjectFile> project;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const ScannedFile& file = scanned.files[places[i]];
    project.push_back({file.entry.path, file.kind.parsed_as.value_or(Language::python), how.outlines[i]});
    how.stays.push_back(file.drop.empty());
    const std::uint32_t place = how.stays.back() ? places[i] : *file.duplicate->here;
    how.stand_in.push_back(number_at[place]);
    const auto stays = std::lower_bound(kept.begin(), kept.end(), place);
    how.number.push_back(static_cast<std::uint32_t>(stays - kept.begin()));
  }
  OYER_TRY(const std::vector<ManifestText> manifests, read_manifests(source.repository, scanned.files));
  ProjectGraph graph = project_graph(project, paths, manifests);
  if (places.size() == kept.size()) return graph;
  return contracted(graph, how);
}

// The graph was the last to ask.
bool is_done_with_outlines(CorpusUnit unit) { return unit == CorpusUnit::project || unit == CorpusUnit::file; }

class Emission {
 public:
  Emission(const Plan& plan, const CorpusOptions& options, const CorpusRun& run, const Detector* detector,
           const std::filesystem::path& folder)
      : plan_(plan),
        options_(options),
        run_(run),
        detector_(detector),
        train_(folder, "data", "train", options.shard, data_form(options)),
        validation_(folder, "data", "validation", options.shard, data_form(options)),
        dropped_(folder, "dropped", "dropped", options.shard),
        files_(folder, "files", "files", options.shard),
        clusters_(folder, "clusters", "clusters", options.shard) {}

  // Which paths hold each blob, over all repositories.
  void know_copies(const Plan& plan) {
    for (const PlannedRepository& planned : plan.repositories)
      for (const ScannedFile& file : planned.scanned.files)
        if (!file.entry.id.hex.empty()) copies_.add(file.entry.id, planned.scanned.name, file.entry.path);
  }

  Status write_clusters(const std::vector<PlannedCluster>& clusters) {
    for (const PlannedCluster& cluster : clusters) {
      ++totals_.clusters[cluster.project ? "project" : "file"];
      OYER_TRY_STATUS(clusters_.write(cluster_row(cluster)));
    }
    return {};
  }

  Status add(const Source& source, PlannedRepository& planned, FactLog& facts) {
    OYER_TRY_STATUS(bring_outlines(source.repository, planned.scanned.files, &facts));
    OYER_TRY_STATUS(write_repository(source, planned));
    drop_outlines(planned.scanned.files);
    return {};
  }

  // All that there is of a repository which could not be read: the row that says so.
  Status add_unread(const ScannedRepository& scanned) {
    ++totals_.repositories_unread;
    ++totals_.dropped[scanned.files.front().drop];
    return dropped_.write(file_row(scanned, scanned.files.front(), {}, copies_));
  }

  Result<Emitted> finish() {
    Emitted emitted;
    for (ShardSet* set : {&train_, &validation_, &files_, &dropped_, &clusters_}) {
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
    count(scanned);
    count_imports(scanned, kept, graph);
    std::vector<std::vector<std::string>> samples_of(scanned.files.size());
    ShardSet& split = planned.validation ? validation_ : train_;
    const auto take = [&](UnitSample sample) -> Status {
      for (const std::uint32_t number : sample.files) samples_of[kept[number]].push_back(sample.id);
      ++totals_.samples;
      totals_.tokens += sample.tokens;
      totals_.context += sample.context;
      return split.write(std::move(sample.row));  // a project can be most of the memory there is
    };
    const std::function<void(const std::string&)> leave_out = [&](const std::string& reason) {
      ++totals_.left_out[reason];
    };
    const UnitInput input{source, scanned, kept, graph, options_, detector_, run_.stop, copies_, plan_, leave_out};
    OYER_TRY_STATUS(emitter_of(options_.unit)(input, take));
    return write_files(scanned, samples_of);
  }

  Status write_files(const ScannedRepository& scanned, const std::vector<std::vector<std::string>>& samples_of) {
    for (std::size_t i = 0; i < scanned.files.size(); ++i) {
      const ScannedFile& file = scanned.files[i];
      ShardSet& set = file.drop.empty() ? files_ : dropped_;
      OYER_TRY_STATUS(set.write(file_row(scanned, file, samples_of[i], copies_)));
    }
    return {};
  }

  void count(const ScannedRepository& scanned) {
    ++totals_.repositories;
    totals_.files += scanned.files.size();
    for (const ScannedFile& file : scanned.files) {
      std::set<std::string> benchmarks;
      for (const Contamination& one : file.contamination)
        if (benchmarks.insert(one.benchmark).second) ++totals_.contaminated[one.benchmark].files;
      for (const Contamination& one : file.contamination)
        if (items_.emplace(one.benchmark, one.item).second) ++totals_.contaminated[one.benchmark].items;
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
  }

  void count_imports(const ScannedRepository& scanned, const std::vector<std::uint32_t>& kept,
                     const ProjectGraph& graph) {
    for (const ImportStatus status : kImportStatuses) totals_.imports[std::string(name_of(status))];
    for (const ResolvedImport& import : graph.imports) {
      const std::string status(name_of(import.status));
      ++totals_.imports[status];
      ++totals_.imports_by_language[scanned.files[kept[import.file]].kind.language][status];
    }
  }

  const Plan& plan_;
  const CorpusOptions& options_;
  const CorpusRun& run_;
  const Detector* detector_;
  ShardSet train_, validation_, dropped_, files_, clusters_;
  CopiesOf copies_;
  std::set<std::pair<std::string, std::string>> items_;  // of benchmarks, that some file holds

  CorpusTotals totals_;
};

}  // namespace

Result<Emitted> emit_corpus(const std::vector<Source>& sources, Plan& plan, const CorpusOptions& options,
                            const CorpusRun& run, const Detector* detector, FactLog& facts,
                            const std::filesystem::path& folder) {
  Emission emission(plan, options, run, detector, folder);
  emission.know_copies(plan);
  for (std::size_t i = 0; i < plan.repositories.size(); ++i) {
    PlannedRepository& planned = plan.repositories[i];
    OYER_TRY_STATUS(planned.scanned.unread ? emission.add_unread(planned.scanned)
                                           : emission.add(sources[i], planned, facts));
  }
  OYER_TRY_STATUS(emission.write_clusters(plan.clusters));
  return emission.finish();
}

}  // namespace oyer::datasets::detail
