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

Columns stack_columns() {
  return {text("path"),
          text("blob_id"),
          text("language"),
          text("extension"),
          whole("length_bytes"),
          text("src_encoding"),
          truth("is_vendor"),
          truth("is_generated"),
          texts("detected_licenses"),
          text("license_type"),
          text("license"),
          records("license_evidence",
                  {text("place"), text("expression"), text("source"), number("confidence"), text("evidence")})};
}

Columns copies_columns() {
  return {records("all_paths", {text("repo_name"), text("path")}), whole("all_paths_count")};
}

Column decisions() { return records("decisions", {text("rule"), number("value"), number("limit"), truth("drop")}); }

Columns origin_columns() { return {whole("tokens"), text("origin"), whole("generation")}; }

Columns fim_columns(const CorpusOptions& options) {
  if (options.fim.rate <= 0) return {};
  Columns fields{text("path"), text("mode"), text("span"), whole("begin"), whole("end")};
  if (options.dialect == Dialect::plain) fields = join({fields, {text("prefix"), text("middle"), text("suffix")}});
  return {{"fim", Type::record, false, std::move(fields)}};
}

Columns project_columns(const CorpusOptions& options) {
  const bool plain = options.dialect == Dialect::plain;
  Columns file = join({stack_columns(), copies_columns(), {decisions(), truth("repeated"), whole("marks_broken")}});
  if (plain) file.push_back(text("content"));
  return join({{text("id"), text("unit")},
               repository_columns(),
               {text("order"), text("dialect")},
               plain ? Columns() : Columns{text("text")},
               {records("files", std::move(file))},
               fim_columns(options),
               {number("context_resolution"), whole("references_resolved"), whole("references_resolvable")},
               origin_columns()});
}

Columns function_columns() {
  const Columns context{text("path"),      text("blob_id"),   text("name"),   whole("start_line"),
                        text("signature"), text("docstring"), text("content")};
  return join({{text("id"), text("unit")},
               repository_columns(),
               stack_columns(),
               copies_columns(),
               {text("name"), whole("start_line"), whole("end_line"), text("signature"), text("docstring"),
                text("body"), text("content"), records("context", context), truth("seed"), decisions()},
               origin_columns()});
}

Columns commit_columns() {
  return join({{text("id"), text("unit")},
               repository_columns(),
               {text("commit"), text("parent")},
               stack_columns(),
               {text("old_file"), text("new_file"), text("old_blob_id"), text("old_contents"), text("new_contents"),
                text("subject"), text("message"), text("diff"), text("lang"), text("repos"), decisions()},
               origin_columns()});
}

}  // namespace

Columns columns_of(const CorpusOptions& options) {
  switch (options.unit) {
    case CorpusUnit::project:
    case CorpusUnit::file: return project_columns(options);
    case CorpusUnit::function: return function_columns();
    case CorpusUnit::commit: return commit_columns();
  }
  return {};
}

ShardForm data_form(const CorpusOptions& options) {
  return {options.format != CorpusFormat::parquet, options.format != CorpusFormat::jsonl, columns_of(options)};
}

}  // namespace oyer::datasets::detail
