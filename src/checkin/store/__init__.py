"""The course folder and its record: the only room that speaks SQL to SQLite."""
