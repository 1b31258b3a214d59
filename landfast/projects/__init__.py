"""Generated ML projects: what they are told of an environment, what they are asked to do here."""
