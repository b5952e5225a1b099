"""What looks wrong in the records: each detector is one SQL text over the facts (docs/quality.md).

A detector finds, and judges nobody: whoever looks after the record mends it or says how it comes to be so.
"""
