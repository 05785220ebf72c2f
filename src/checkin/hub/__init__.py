"""The hub: a PostgreSQL that several stations share. The door never waits for it."""
