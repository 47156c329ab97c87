"""The shapes in which commands hand what they found to programs; only `schema` ever looks at them."""
