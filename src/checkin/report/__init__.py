"""The director's report and the page of a day: one document, as HTML, PDF or text."""
