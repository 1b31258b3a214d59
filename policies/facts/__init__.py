"""What is known of resource types and their values: tables, places, keys, grants, flows. No rule."""
