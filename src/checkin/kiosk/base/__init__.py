"""Base screens and dialogs; they do not depend on the app."""
