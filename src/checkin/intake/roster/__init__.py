"""Files with people, turned into participants."""
