"""Remove personal data from a record."""
