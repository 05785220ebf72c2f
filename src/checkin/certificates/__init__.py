"""Certificates: who earned one, its page, number and signature, and how anyone verifies it."""
