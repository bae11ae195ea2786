"""The DuckDB store: versions on disk, one writer, many readers, and the load that builds a version."""
