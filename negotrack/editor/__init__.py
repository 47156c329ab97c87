"""Help for whoever writes a record: what may stand at a place, what it means, and what an editor needs to know of it."""
