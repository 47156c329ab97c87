"""Results as pages: one file per command, from values of the core to blocks, records and data."""
