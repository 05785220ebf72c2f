"""Read files into rows."""
