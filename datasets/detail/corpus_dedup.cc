#include "datasets/detail/corpus_dedup.h"

#include <span>
#include <unordered_map>

namespace oyer::datasets::detail {
namespace {

// Shingles held in memory, as numbers; those of further files are made again when a pair is to be compared.
constexpr std::uint64_t kMostShingles = std::uint64_t{32} << 20U;

bool is_on(const DedupLevels& levels) { return levels.exact || levels.normalised || levels.near || levels.shape; }

// Where a file stands: repository and place. As an id, digits that sort as they count.
struct Place {
  std::uint32_t repository = 0, file = 0;
};

std::string digits(std::uint32_t number) {
  const std::string text = std::to_string(number);
  return std::string(10 - text.size(), '0') + text;
}

std::string id_of(Place place) { return digits(place.repository) + digits(place.file); }

Place place_of(const std::string& id) {
  return {static_cast<std::uint32_t>(std::stoul(id.substr(0, 10))),
          static_cast<std::uint32_t>(std::stoul(id.substr(10)))};
}

class Deduplication {
 public:
  Deduplication(Plan& plan, const std::vector<Source>& sources, const CorpusOptions& options)
      : plan_(plan), sources_(sources), options_(options) {
    how_.jaccard = options.jaccard;
    how_.levels = options.dedup;
    how_.shingles = [this](const DedupItem& item) { return shingles_again(let_go_.at(item.sketch)); };
  }

  Status run() {
    save_room();
    projects();
    files();
    return std::move(problem_);
  }

 private:
  ScannedFile& file(Place place) { return plan_.repositories[place.repository].scanned.files[place.file]; }
  const std::string& name(Place place) const { return plan_.repositories[place.repository].scanned.name; }

  // Which files keep their shingles changes the time and nothing else.
  void save_room() {
    std::uint64_t held = 0;
    for (std::uint32_t r = 0; r < plan_.repositories.size(); ++r) {
      std::vector<ScannedFile>& scanned = plan_.repositories[r].scanned.files;
      for (std::uint32_t i = 0; i < scanned.size(); ++i) {
        if (!scanned[i].drop.empty()) scanned[i].sketch.reset();
        if (!scanned[i].sketch) continue;
        held += scanned[i].sketch->shingles.size();
        if (held <= kMostShingles) continue;
        scanned[i].sketch->shingles = {};
        let_go_[&*scanned[i].sketch] = {r, i};
      }
    }
  }

  // Reads the file again. What cannot be read now could be when it was scanned: an error of the build.
  std::vector<std::uint32_t> shingles_again(Place place) {
    std::vector<std::uint32_t> shingles;
    const ScannedFile& from = file(place);
    const auto take = [&](const Blob& blob) -> Status {
      std::optional<std::string> text;
      if (!blob.problem) text = to_utf8(blob.bytes, from.kind.encoding);
      if (!text) return fail(corrupt(name(place) + ": " + from.entry.path + " changed while it was read"));
      shingles = sketch_of(*text).shingles;
      return {};
    };
    Status read = sources_[place.repository].repository.read_blobs(std::span(&from.entry.id, 1), take);
    if (!read.has_value() && problem_.has_value()) problem_ = std::move(read);
    return shingles;
  }

  void projects() {
    std::vector<DedupProject> list;
    for (std::uint32_t r = 0; r < plan_.repositories.size(); ++r) {
      DedupProject project;
      project.id = name({r, 0});
      const std::vector<ScannedFile>& scanned = plan_.repositories[r].scanned.files;
      if (!scanned.empty())
        project.license_rank = static_cast<int>(type_of(scanned.front().license.repository.expression));
      for (const ScannedFile& one : scanned)
        if (one.sketch) project.files.push_back(&*one.sketch);
      list.push_back(std::move(project));
    }
    ProjectDedupOptions how;
    how.files = how_;
    how.jaccard = options_.jaccard;
    for (const Cluster& cluster : deduplicate_projects(list, how)) {
      PlannedCluster planned{true, {cluster.survivor, "", ""}, {}, static_cast<LicenseType>(cluster.worst_license)};
      for (const Cluster::Member& member : cluster.members) {
        planned.members.push_back({{member.id, "", ""}, member.how, member.jaccard});
        drop_project(member, cluster.survivor);
      }
      plan_.clusters.push_back(std::move(planned));
    }
  }

  void drop_project(const Cluster::Member& member, const std::string& survivor) {
    for (PlannedRepository& repository : plan_.repositories) {
      if (repository.scanned.name != member.id) continue;
      for (ScannedFile& file : repository.scanned.files) {
        if (!file.drop.empty()) continue;
        file.drop = "duplicate:project";
        file.duplicate = DuplicateOf{true, member.how, member.jaccard, survivor, "", "", std::nullopt};
        file.decisions.push_back({"dedup.project", member.jaccard, options_.jaccard, true});
        file.sketch.reset();
      }
    }
  }

  bool is_short(const ScannedFile& file) const {
    return options_.unit == CorpusUnit::project && file.sketch->shingle_count < kShortShingles;
  }

  void files() {
    std::vector<DedupItem> items;
    for (std::uint32_t r = 0; r < plan_.repositories.size(); ++r) {
      std::vector<ScannedFile>& scanned = plan_.repositories[r].scanned.files;
      for (std::uint32_t i = 0; i < scanned.size(); ++i) {
        if (!scanned[i].sketch) continue;
        if (is_short(scanned[i])) {
          scanned[i].decisions.push_back(
              {"dedup.short", static_cast<double>(scanned[i].sketch->shingle_count), kShortShingles, false});
          continue;
        }
        items.push_back({id_of({r, i}), &*scanned[i].sketch, static_cast<int>(scanned[i].license.type), 0, name({r, i}),
                         scanned[i].entry.path});
      }
    }
    for (const Cluster& cluster : deduplicate(std::move(items), how_)) take(cluster);
    for (PlannedRepository& repository : plan_.repositories)
      for (ScannedFile& file : repository.scanned.files) file.sketch.reset();
  }

  PlannedCluster::Entry entry(Place place) { return {name(place), file(place).entry.path, file(place).entry.id.hex}; }

  void take(const Cluster& cluster) {
    const Place survivor = place_of(cluster.survivor);
    PlannedCluster planned{false, entry(survivor), {}, static_cast<LicenseType>(cluster.worst_license)};
    file(survivor).duplicates = cluster.members.size();
    for (const Cluster::Member& member : cluster.members) {
      const Place place = place_of(member.id);
      ScannedFile& one = file(place);
      const std::string how(name_of(member.how));
      one.drop = "duplicate:" + how;
      const bool is_near = member.how == DuplicateKind::near;
      one.decisions.push_back({"dedup." + how, is_near ? member.jaccard : 1, is_near ? options_.jaccard : 1, true});
      one.duplicate = DuplicateOf{false,
                                  member.how,
                                  member.jaccard,
                                  planned.survivor.repository,
                                  planned.survivor.path,
                                  planned.survivor.blob_id,
                                  std::nullopt};
      if (place.repository == survivor.repository) one.duplicate->here = survivor.file;
      planned.members.push_back({entry(place), member.how, member.jaccard});
    }
    plan_.clusters.push_back(std::move(planned));
  }

  Plan& plan_;
  const std::vector<Source>& sources_;
  const CorpusOptions& options_;
  DedupOptions how_;
  std::unordered_map<const Sketch*, Place> let_go_;  // where to find shingles that are not held; never iterated
  Status problem_;
};

}  // namespace

Status deduplicate_plan(Plan& plan, const std::vector<Source>& sources, const CorpusOptions& options) {
  if (!is_on(options.dedup)) return {};
  return Deduplication(plan, sources, options).run();
}

}  // namespace oyer::datasets::detail
