"""The house keeps its order: layers, one story per file, and the top level as it is meant to be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "negotrack").rglob("*.py"))
LONGEST = 60


def test_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    found = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_module_opens_with_a_line_of_its_own() -> None:
    first_lines = defaultdict(list)
    for path in MODULES:
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert doc, f"{path} says nothing of itself"
        first_lines[doc.split("\n")[0]].append(path.name)
    assert [paths for paths in first_lines.values() if len(paths) > 1] == []


def test_every_public_name_says_what_it_is() -> None:
    silent = []
    for path in MODULES:
        module = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
        for node in [*module.body, *(method for holder in classes for method in holder.body)]:
            named = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                silent.append(f"{path.name}:{node.name}")
    assert silent == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST:
                long.append(f"{path.name}:{node.name}")
    assert long == []


def test_the_top_level_stays_as_it_is_meant_to_be() -> None:
    meant = {"pyproject.toml", "README.md", "negotrack", "positions", "tests", "docs", "LICENSE", "CHANGELOG.md"}
    listed = subprocess.run(["git", "ls-tree", "--name-only", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {name for name in listed.stdout.split() if not name.startswith(".")} <= meant


def test_help_needs_none_of_the_heavy_libraries() -> None:
    heavy = ["rich", "pydantic", "yaml", "clingo", "jinja2"]
    code = f"import sys; import negotrack.cli.app; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_look_up_needs_neither_solver_nor_pages() -> None:
    code = (
        "import sys\nfrom negotrack.cli.app import app\n"
        "app(['status', 'gaza-2023', '-O', 'json'], standalone_mode=False)\n"
        "print([name for name in ['rich.table', 'clingo', 'jinja2'] if name in sys.modules], file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stderr.strip().splitlines()[-1] == "[]"
