"""People, what they achieve and who checks it, in the API."""
