"""Evidence: what the data protection officer and the auditor ask for, of what was provisioned, judged, trained."""
