"""YAML as it is read here: one mapping a file, every value written out, nothing that means something else elsewhere."""

from __future__ import annotations

from negotrack.rules.reading import found_by_the_reader


@found_by_the_reader
def empty_file() -> None:
    """Every file holds a record.

    An empty file is mostly one that was never finished.

    *Flagged*

    ```yaml
    # Israel, 19 December: to be written
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def not_a_mapping() -> None:
    """A record is keys and values, at the top of the file.

    A list or a piece of text says nothing about who said what, and when.

    *Flagged*

    ```yaml
    - party: israel
    - date: 2023-12-19
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def yaml_syntax() -> None:
    """Every file is YAML.

    What cannot be parsed cannot be read, and guessing what was meant would record something nobody wrote.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: Israel offers: a week for forty
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: "Israel offers: a week for forty"
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def yaml_tag() -> None:
    """No value has a YAML tag.

    A tag asks the reader to make something else of a value. Here the issue's scale alone says how it is read.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, asks: {hostages-released: !!int "40"}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def yaml_anchor() -> None:
    """No value stands for another one elsewhere: anchors and aliases are not read.

    A record must say what it says where it says it. Anchors that repeat each other can also fill any memory.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: &week A week for forty.
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, summary: *week}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: A week for forty.
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, summary: A week for forty.}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def merge_key() -> None:
    """No mapping takes in another one with `<<`.

    Which of two equal keys would win is easily misread; a record writes its keys out.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, <<: {until: 2023-12-31}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, until: 2023-12-31}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def yaml_directive() -> None:
    """No file begins with a line for the YAML parser.

    Such a line can change how everything after it is read.

    *Flagged*

    ```yaml
    %YAML 1.1
    ---
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def second_document() -> None:
    """A file holds one record.

    One statement, one file: its path is its id, and its history in git is the statement's.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ---
    party: hamas
    date: 2023-12-21
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def duplicate_key() -> None:
    """No key is used twice in one mapping, not even in another case, and no value is listed twice on a scale.

    Most parsers keep the last of two equal keys and drop the other without a word.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers:
      - id: week-for-40
        gives: {ceasefire-length: 7 days}
        asks: {hostages-released: 40}
        gives: {aid: increased}
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers:
      - id: week-for-40
        gives: {ceasefire-length: 7 days, aid: increased}
        asks: {hostages-released: 40}
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def key_not_text() -> None:
    """Every key is a word.

    YAML takes lists, mappings and nothing at all as keys; no record means anything by them.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {[ceasefire-length, aid]: unspecified}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: unspecified, aid: unspecified}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def key_too_long() -> None:
    """No key is longer than 200 characters.

    A key that long is text in the wrong place, mostly a quote that lost its quotation marks.

    *Flagged*

    A paragraph before the first colon of a line.

    *Clean*

    The paragraph as a value: `quote: "…"`.
    """


@found_by_the_reader
def scalar_too_long() -> None:
    """No text is longer than 100,000 characters.

    A record quotes and links; it does not copy whole documents.

    *Flagged*

    A treaty under `note`.

    *Clean*

    A summary under `note`, and the treaty's address under `sources`.
    """


@found_by_the_reader
def too_deep() -> None:
    """Nothing is nested deeper than 24 levels.

    A record needs a handful. Deeper nesting is a slip, or meant to break the reader.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    note: [[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    note: not nested at all
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def too_many_nodes() -> None:
    """No file holds more than 20,000 values.

    A statement holds some dozens. More is a table in the wrong place.

    *Flagged*

    A statement with twenty thousand offers.

    *Clean*

    One statement a file.
    """


@found_by_the_reader
def thousands_mark() -> None:
    """Inside `{}` and `[]`, no number is written with a comma.

    There the comma ends the value: `{hostages-released: 1,000}` is 1, and a key 000.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: all-for-all, asks: {hostages-released: 1,000}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: all-for-all, asks: {hostages-released: 1_000}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


CHECKS = (
    empty_file,
    not_a_mapping,
    yaml_syntax,
    yaml_tag,
    yaml_anchor,
    merge_key,
    yaml_directive,
    second_document,
    duplicate_key,
    key_not_text,
    key_too_long,
    scalar_too_long,
    too_deep,
    too_many_nodes,
    thousands_mark,
)
WARNINGS: frozenset[str] = frozenset()
