"""``checkin doctor``: what it looks at, a file for each subject. Nothing is changed."""
