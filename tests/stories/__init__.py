"""Lives of people who do not exist, told in the language of tests/docs/examples.py.

What each is worth was worked out by hand from the words of docs/counting.md, “The rules”, before the SQL was asked.
Who is new needs help, a licence and a proof: most stories have two visits in March, a licence in April, a proof in May.
"""
