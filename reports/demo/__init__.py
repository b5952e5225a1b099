"""A made-up city for `make demo`: two years of people down the funnel, the same ones each time, none of whom exist."""
