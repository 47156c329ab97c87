"""Which commands there are, by group, each with its gist in a line."""

from __future__ import annotations

GROUPS: dict[str, dict[str, str]] = {
    "look up": {
        "status": "where it stands, on one screen",
        "list": "negotiations, parties, issues, statements or items",
        "show": "a party, an item, a statement or an issue",
        "search": "full text over summaries, quotes, notes and titles",
    },
    "over time": {
        "diff": "what moved between two days or two revisions",
        "history": "each party's values on an issue over time, with a chart",
        "flags": "what each statement changed, in order",
        "blame": "which commit brought an item's terms in",
    },
    "compare": {
        "compare": "where proposals meet and where they part, and why",
        "deal": "whether a package suits all; conflicts and ways out",
        "deadlock": "what must come first, and what would free it",
        "assess": "a draft against every party, clause by clause",
        "levers": "what giving up each item would open, and lose",
        "sources": "how many independent origins each claim rests on",
    },
    "check": {
        "check": "everything that is wrong in the files",
        "explain": "what a rule means, with examples",
        "rules": "the rules that check holds the files to",
    },
    "write": {
        "init": "a new repository of positions",
        "add": "a new record, shown with what it would change",
        "import": "statements from a spreadsheet",
        "withdraw": "a statement by which a party gives up items",
        "rename": "a new id for a party, an issue or an item, in all files",
        "fmt": "the canonical form of the files, comments kept",
    },
    "publish": {
        "report": "pages to look at, and memos of one page",
        "graph": "what needs what and who answers whom, drawn",
        "export": "the whole history as SQLite, CSV or JSON Lines",
    },
    "plumbing": {
        "help": "the manual, offline, by topic",
        "lsp": "a language server for editors",
        "doctor": "what is in force here, and advice",
        "completion": "what makes bash, zsh or fish complete names",
        "schema": "JSON Schema: records, a file, an output",
        "git-diff-driver": "git diff of a statement in words",
    },
}
COMMANDS: dict[str, str] = {name: gist for group in GROUPS.values() for name, gist in group.items()}
