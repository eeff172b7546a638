"""Prints what Oyer needs to know of the interpreter that runs this, as one line of JSON."""

import hashlib
import importlib.util
import json
import os
import platform
import sys
import sysconfig

OPTIONAL = ("numpy", "pandas")


def digest_of(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def packages():
    """Name, version and digest of the list of installed files, for each distribution; sorted."""
    from importlib import metadata

    found = set()
    for one in metadata.distributions():
        record = one.read_text("RECORD") or ""
        name = one.metadata["Name"] or ""
        found.add((name, one.version or "", hashlib.sha256(record.encode()).hexdigest()))
    return sorted(found)


def describe():
    real = os.path.realpath(sys.executable)
    paths = sysconfig.get_paths()
    return {
        "executable": sys.executable,
        "real_executable": real,
        "version": "%d.%d.%d" % sys.version_info[:3],
        "numbers": list(sys.version_info[:2]),
        "implementation": sys.implementation.name,
        "build": sys.version,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "base_exec_prefix": sys.base_exec_prefix,
        "stdlib": paths["stdlib"],
        "site_packages": sorted({paths["purelib"], paths["platlib"]}),
        "path": [one for one in sys.path if os.path.isdir(one)],
        "modules": [name for name in OPTIONAL if importlib.util.find_spec(name) is not None],
        "executable_digest": digest_of(real),
        "machine": platform.machine(),
        "packages": packages(),
    }


print(json.dumps(describe()))
