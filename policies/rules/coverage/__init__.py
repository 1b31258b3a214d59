"""What can't be judged is a finding."""
