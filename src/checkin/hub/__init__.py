"""The hub: this record and a PostgreSQL that several kiosks share. Nothing at the door waits for it."""
