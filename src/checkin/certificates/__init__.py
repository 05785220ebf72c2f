"""Who earned a certificate; its page, its number and its seal; and what anyone can check of it."""
