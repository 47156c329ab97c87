"""The report: one folder of plain pages for readers who never open a terminal, and memos of one page."""
