"""Read models of the record."""
