"""The sample course: made in a folder, its programme shifted so that a session is on now."""
