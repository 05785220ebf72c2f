"""Write attendance as tables, files, paper lists and reports."""
