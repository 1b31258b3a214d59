"""The verdict in words: for a person, a pull request, or whatever CI hands it to."""
