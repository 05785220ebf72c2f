"""The participant list, programme and codes in the record."""
