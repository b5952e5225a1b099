"""Spreadsheets: read what people send, refuse what is none, and write those to fill in and those to mend."""
