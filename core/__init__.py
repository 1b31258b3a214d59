"""What everything stands on: errors, files, cache, lock, near misses, progress. Standard library only."""
