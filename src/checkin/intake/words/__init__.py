"""What people write in cells: dates, times, statuses, countries, groups, in four languages. Pure."""
