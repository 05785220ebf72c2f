"""Limits on how much of a file is read. A roster of 100,000 people with fifty columns is within all of them.

Untrusted files are parsed in a child process (:mod:`checkin.system.sandbox`) because the libraries cannot be
interrupted: a file of 1 kB can expand to 8 GB, and a calendar rule can be expanded for hours.
"""

from datetime import timedelta

# Any file: 100,000 people as CSV have some 20 MB, as XLSX some 15.
MOST_BYTES = 64 * 2**20

# A sheet. Courses have some thousand people; the largest conferences 50,000.
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 10_000_000
MOST_TEXT = 256 * 2**20
# What is longer is a whole text that got into a cell, or a quotation mark that is not closed.
LONGEST_CELL = 10_000
HEADINGS_AMONG = 20  # the first rows
MOST_MERGED = 5_000  # merged cells of a sheet that are told apart

# A spreadsheet is a zip: 100,000 people with thirty columns unpack to 190 MB, nearly all of it in one part.
MOST_UNPACKED = 512 * 2**20
MOST_PARTS = 5_000
MOST_SHEETS = 200
# Reading those takes 6 s and 700 MB; a slow machine may take ten times as long.
MEGABYTES = 2_048
SECONDS, SECONDS_A_MEGABYTE = 20.0, 0.5  # of what it unpacks to

# A calendar. A year's export of a busy one has 1 MB; a course has some hundred sessions.
MOST_CALENDAR_BYTES = 5 * 2**20
MOST_EVENTS = 5_000
MOST_OCCURRENCES = 1_000
LONGEST_SPAN = timedelta(days=731)  # of an event that recurs
CALENDAR_SECONDS = 30.0

# The fields: what badges, lists and screens have room for. Names on passports have up to 78 letters.
LONGEST_NAME = 200
LONGEST_TEXT = 500
LONGEST_HEADING = 200
MOST_GROUPS = 50
MOST_SESSIONS = 10_000
LONGEST_SESSION = timedelta(hours=24)
LONGEST_NIGHT = timedelta(hours=12)  # of a session whose end, without a date, is on the day after

# What is said about a file.
MOST_PROBLEMS = 1_000
MOST_SUGGESTIONS = 50  # each is a search through a thousand names
