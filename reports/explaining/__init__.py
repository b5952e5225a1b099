"""Why a number: what was recorded, at which condition each record falls out, and the entries that it is the sum of.

No rule is written a second time. What counts is what the ledger holds, or what the text of the rules says; only what does
not count is told apart here, and the test holds both together (docs/counting.md, “Why a number”).
"""
