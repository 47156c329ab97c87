"""Files and revisions as books: the only part that touches files, git and YAML."""
