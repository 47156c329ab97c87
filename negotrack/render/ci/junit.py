"""JUnit XML, the report of test runs that most services can show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from negotrack.render.ci import Remark, shown, told
from negotrack.render.escape import clip

_NOT_IN_XML = re.compile("[\ufffe\uffff]")  # what XML 1.0 forbids and a terminal does not mind
_NAME = 250


def render(remarks: Sequence[Remark], meanings: Mapping[str, str], suite: str = "negotrack check") -> str:
    """One suite with a test case a remark, in the order they came in; where there is nothing to say, one that passes.

    An error is a case that failed. A warning or a note is a case that passed, and what it says is its output: the
    report is red exactly when `check` is. A case's class is the file, its name the rule and the message without the
    line, so that a service knows it again after a move.
    """
    failed = str(sum(one.level == "error" for one in remarks))
    totals = {"tests": str(len(remarks) or 1), "failures": failed, "errors": "0", "time": "0"}
    root = ET.Element("testsuites", {"name": _text("negotrack"), **totals})
    cases = ET.SubElement(root, "testsuite", {"name": _text(suite), **totals, "skipped": "0"})
    for remark in remarks:
        _case(cases, remark, meanings, suite)
    if not remarks:
        ET.SubElement(cases, "testcase", {"name": "nothing found", "classname": _text(suite), "time": "0"})
    ET.indent(root)
    return _inert(ET.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii")) + "\n"


def _case(cases: ET.Element, remark: Remark, meanings: Mapping[str, str], suite: str) -> None:
    name = clip(f"{remark.rule}: {' '.join(remark.message.split())}", _NAME)
    file = remark.place.path.removesuffix(".yaml") or suite
    case = ET.SubElement(cases, "testcase", {"name": _text(name), "classname": _text(file), "time": "0"})
    place = remark.place
    where = f"{shown(place.path)}:{place.line}:{place.column}: " if place.path else ""
    words = _text(f"{where}{remark.level}[{shown(remark.rule)}]") + "\n" + "\n".join(map(_text, told(remark, meanings)))
    if remark.level == "error":
        about = {"message": _text(remark.message), "type": _text(remark.rule)}
        ET.SubElement(case, "failure", about).text = words
    else:
        ET.SubElement(case, "system-out").text = words


def _text(words: str) -> str:
    """Text that XML 1.0 can hold."""
    return _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", shown(words))


def _inert(xml: str) -> str:
    """The same document with no line that GitHub's log would take for a command."""
    return xml.replace("##[", "##&#91;").replace("::", "&#58;:")
