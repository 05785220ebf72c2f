"""The badge desk."""
