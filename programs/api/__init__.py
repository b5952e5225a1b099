"""Records in the API. What there is of each kind is a `Resource`; its addresses come from `addresses`."""
