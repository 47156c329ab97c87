"""Results as text: one file per format, each turning the same page into what its medium wants."""
