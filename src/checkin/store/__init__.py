"""The course folder and its record. The only room with SQL for SQLite."""
