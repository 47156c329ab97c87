"""Every sentence about positions: values of the core in, plain English out, each line with the statements it rests on.

Each room has a subject, and is imported by itself: a look-up brings in only the words it says.
"""
