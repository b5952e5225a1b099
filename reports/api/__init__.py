"""The API's numbers: summary, counts, the ledger behind them, and the reference data that they are read with (docs/api.md)."""
