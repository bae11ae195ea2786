"""Statistics: numbers and frames in, numbers and frames out. Knows nothing of stores, pages or words."""
