"""What another team has to make is a finding until somebody says that it stands."""
