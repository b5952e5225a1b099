"""One month on paper: the monthly report, the governor's sheet and the workbook, all made of the same content (docs/reports.md)."""
