"""Letters by e-mail from the desks."""
