"""What `scripts/bench models` runs, with the library's own interpreter: its search beside what one gets without it."""
