"""The language server: the protocol around what `editor` knows. The only part that knows pygls."""
