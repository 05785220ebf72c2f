"""What the columns and the rows of a table hold, decided by headings and cells. Pure."""
