"""`python -m cspdash`."""

import sys

from cspdash.cli import main

sys.exit(main(sys.argv[1:]))
