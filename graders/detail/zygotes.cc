#include "graders/detail/zygotes.h"

#include "parsers/names.h"

namespace oyer::graders::detail {

Result<sandbox::Zygote> Zygotes::get(std::string_view code) {
  const auto imports = parsers::imported_modules(Language::python, code);
  const runners::ImportProfile& profile = runners::choose_profile(*python_, imports);
  if (const auto found = started_.find(profile.name); found != started_.end()) return found->second;
  OYER_TRY(const sandbox::Zygote zygote, executor_.start_zygote(runners::zygote_spec(*python_, profile)));
  started_.emplace(profile.name, zygote);
  return zygote;
}

}  // namespace oyer::graders::detail
