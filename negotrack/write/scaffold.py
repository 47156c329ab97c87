"""The files of a new repository of positions: one negotiation, a first record, and what keeps both in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotrack.write.record import record_text

FOLDER = "positions"

_WORKFLOW = """\
# What a change brings in and what it means, told on every pull request.
name: positions
on: pull_request
permissions:
  contents: read
jobs:
  positions:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {fetch-depth: 0, persist-credentials: false}
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with: {python-version: "3.12"}
      - run: pip install "${NEGOTRACK:?give this repository a variable NEGOTRACK, as its README tells}"
        env: {NEGOTRACK: "${{ vars.NEGOTRACK }}"}
      - run: |
          negotrack diff "origin/$GITHUB_BASE_REF...HEAD" -O markdown >> "$GITHUB_STEP_SUMMARY"
          negotrack check --against auto -O github
"""

_HOOKS = """\
# `pre-commit install` has these run before every commit, with the negotrack that is installed.
repos:
  - repo: local
    hooks:
      - id: negotrack-fmt
        name: negotrack fmt
        entry: negotrack fmt
        language: system
        files: ^positions/.*\\.ya?ml$
        require_serial: true
      - id: negotrack-check
        name: negotrack check
        entry: negotrack check -O concise
        language: system
        files: ^positions/.*\\.ya?ml$
        pass_filenames: false
        require_serial: true
"""

_IGNORED = """\
# what is made out of the records
/report/
*.sqlite
# what programs leave behind
.venv/
__pycache__/
"""

_README = """\
# Positions

Who holds what in a negotiation, since when, and on whose word. Every statement is one small file under `positions/`,
with the day it was said and where that can be read.

## Add a statement

Install negotrack into a virtual environment, from a clone of its repository: `pip install PATH-OF-THE-CLONE`. Then:

    negotrack add

It asks for what it needs, checks it, shows what it would change, and writes one file. Commit that file and open a pull
request. An editor with YAML support completes names and marks slips: each file names its schema in the first line.

- One statement of one party on one day is one file.
- No statement without a source; a quote has at most 40 words.
- A change of mind is a new statement. Only a mistake of ours is corrected in the file.
- `negotrack check` has nothing to say before a commit. `pre-commit install` sees to it.

## Ask

    negotrack status
    negotrack compare
    negotrack show PARTY
    negotrack diff 2024-01-01..today

`negotrack help` has the manual, offline.

## Checks on GitHub

The workflow tells on every pull request what it would change. It asks for a variable `NEGOTRACK` of this repository
(Settings, Secrets and variables, Actions, Variables): what `pip install` is to install, as in
`git+https://HOST/OWNER/negotrack@COMMIT`.
"""


def scaffold(name: str, negotiation: Mapping[str, Any], example: Mapping[str, Any] | None) -> dict[str, str]:
    """Every file by its path, but for the editor's schema, which is made from them."""
    home = f"{FOLDER}/{name}"
    first = {} if example is None else {f"{home}/{example['party']}/{example['date']}-example.yaml": example}
    return {
        f"{home}/negotiation.yaml": record_text(negotiation),
        **{path: record_text(record, "../.schema/statement.json") for path, record in first.items()},
        ".github/workflows/positions.yml": _WORKFLOW,
        ".pre-commit-config.yaml": _HOOKS,
        ".gitignore": _IGNORED,
        "README.md": _README,
    }
