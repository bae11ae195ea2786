"""What cspdash claims about speed and memory, measured. See benchmarks/README.md."""
