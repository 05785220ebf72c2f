"""Reports on a course and on a day."""
