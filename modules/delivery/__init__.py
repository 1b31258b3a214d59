"""Where the ML project is built, from which repository, and who may."""
