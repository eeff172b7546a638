#include "datasets/detail/row_columns.h"

namespace oyer::datasets::detail {
namespace {

using Type = Column::Type;

Column text(const char* name) { return {name, Type::text, false, {}}; }
Column texts(const char* name) { return {name, Type::text, true, {}}; }
Column whole(const char* name) { return {name, Type::whole, false, {}}; }
Column number(const char* name) { return {name, Type::number, false, {}}; }
Column truth(const char* name) { return {name, Type::truth, false, {}}; }
Column time(const char* name) { return {name, Type::time, false, {}}; }
Column records(const char* name, Columns fields) { return {name, Type::record, true, std::move(fields)}; }

Columns join(std::initializer_list<Columns> parts) {
  Columns all;
  for (const Columns& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Columns repository_columns() {
  return {text("repo_name"), text("branch_name"), text("revision_id"), time("committer_date")};
}

Columns file_columns() {
  return {text("path"),         text("blob_id"),       text("language"),
          text("extension"),    whole("length_bytes"), text("src_encoding"),
          truth("is_vendor"),   truth("is_generated"), texts("detected_licenses"),
          text("license_type"), text("license")};
}

Columns origin_columns() { return {text("origin"), whole("generation")}; }

Columns project_columns(const CorpusOptions& options) {
  const bool plain = options.dialect == Dialect::plain;
  Columns file = join({file_columns(), {truth("repeated"), whole("marks_broken")}});
  if (plain) file.push_back(text("content"));
  return join({{text("id"), text("unit")},
               repository_columns(),
               {text("order"), text("dialect")},
               plain ? Columns() : Columns{text("text")},
               {records("files", std::move(file)), whole("tokens"), number("context_resolution"),
                whole("references_resolved"), whole("references_resolvable")},
               origin_columns()});
}

}  // namespace

Columns columns_of(const CorpusOptions& options) { return project_columns(options); }

ShardForm data_form(const CorpusOptions& options) {
  return {options.format != CorpusFormat::parquet, options.format != CorpusFormat::jsonl, columns_of(options)};
}

}  // namespace oyer::datasets::detail
