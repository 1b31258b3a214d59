"""The use cases: a typed request in, a frozen result out, progress to one reporter; they print nothing."""
