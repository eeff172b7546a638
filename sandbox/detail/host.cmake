# Sources of the host probe: included by sandbox/CMakeLists.txt.
set(OYER_SANDBOX_HOST_SOURCES detail/host_cgroups.cc detail/host_probe.cc detail/host_report.cc)
