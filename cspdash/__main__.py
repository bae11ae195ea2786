"""`python -m cspdash`."""

import io
import sys

from cspdash.cli import main

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        # Into a file or a pipe Windows writes the code page of the machine, which lacks signs that names have.
        stream.reconfigure(encoding="utf-8")
sys.exit(main(sys.argv[1:]))
