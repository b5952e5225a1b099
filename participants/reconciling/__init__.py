"""Lists of other offices: loaded, matched with the people here, and decided about line by line (docs/reconciliation.md)."""
