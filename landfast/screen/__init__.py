"""What a person sees: the live view, panels and tables."""
