"""Every number that a page shows, and what it must be: a random city, a memory of it in plain Python, and a table of words."""
