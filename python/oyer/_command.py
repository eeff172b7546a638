"""The command ``oyer`` as pip installs it: the program beside the keeper takes over this process."""

import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).resolve().parent / "bin" / "oyer"
    os.execv(program, [str(program), *sys.argv[1:]])
