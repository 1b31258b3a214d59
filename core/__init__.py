"""What everything stands on: errors, files, cache, lock, progress. Standard library only."""
