# Writes OUTPUT, a C++ file that defines NAMESPACE::NAME, declared in HEADER, as the bytes of INPUT.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
string(REPEAT "." 112 sixteen)  # bytes, of seven characters each
string(REGEX REPLACE "(${sixteen})" "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"${HEADER}\"
namespace ${NAMESPACE} {
static const char ${NAME}_bytes[] = {
${bytes}'\\0'};
extern const std::string_view ${NAME}{${NAME}_bytes, sizeof ${NAME}_bytes - 1};
}
")
