"""Rules that are written as data: which types, which attribute, what must be so of it, and what to say if it isn't."""
