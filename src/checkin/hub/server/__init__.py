"""Host PostgreSQL for a hub."""
