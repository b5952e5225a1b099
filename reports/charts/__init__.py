"""Charts: one specification for the page, for paper and for mail, drawn to SVG on the server."""
