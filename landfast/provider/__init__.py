"""What is known of the Google provider: its schema (from the installed bindings) and facts the schema lacks."""
