"""Event check-in and attendance: the door, the badges and the figures of a course."""

__version__ = "0.1.0"
