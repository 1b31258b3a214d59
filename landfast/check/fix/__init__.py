"""Sets values right where one is right whoever asks: by edits in the file, which keep all that is around them."""
