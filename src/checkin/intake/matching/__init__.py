"""What a file says against what the record says: which person is which, which session is which. Pure."""
