"""Writing records: their canonical text, and files changed whole or not at all."""
