"""A course folder from creation to erasure."""
