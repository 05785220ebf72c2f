"""Letters by e-mail: codes before the course, reminders during it, certificates after it."""
