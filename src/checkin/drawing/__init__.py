"""Pages: typst at work, the pictures it may read, and the QR."""
