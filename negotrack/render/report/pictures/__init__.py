"""Pictures that carry meaning: matrix, verdicts over time, history, what must come first, a package as moves."""
