"""The shape of a record: the keys it may have, the words and ids that are known, values on the scale of their issue."""

from __future__ import annotations

from negotrack.rules.reading import found_by_the_reader


@found_by_the_reader
def unknown_key() -> None:
    """Every key is one of the format.

    A misspelt key would otherwise be passed over, and what stands under it with it.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    summry: A week for forty.
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: A week for forty.
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def missing_key() -> None:
    """Every key that a record cannot do without is there.

    Without its party and its day a statement is nobody's; without an id an item cannot be answered.

    *Flagged*

    ```yaml
    party: israel
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
def wrong_type() -> None:
    """Every key holds what it takes: text, a list or a mapping.

    `via: [qatar]` is a list even with one in it, so that a second fits beside it. An agreement takes two parties or
    more.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    via: qatar
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    via: [qatar]
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def wrong_word() -> None:
    """Where the format knows a few words only, one of them is written.

    Roles, scales, answers, attribution and force mean something to every comparison; a word of one's own would not.

    *Flagged*

    ```yaml
    # negotiation.yaml
    title: Talks
    parties:
      israel: {name: Israel, role: principal}
      hamas: {name: Hamas, role: belligerent}
    issues:
      aid: {title: Humanitarian aid, scale: levels, levels: [blocked, restricted, increased]}
    ```

    *Clean*

    ```yaml
    # negotiation.yaml
    title: Talks
    parties:
      israel: {name: Israel, role: principal}
      hamas: {name: Hamas, role: principal}
    issues:
      aid: {title: Humanitarian aid, scale: levels, levels: [blocked, restricted, increased]}
    ```
    """


@found_by_the_reader
def bad_id() -> None:
    """Every id is made of lower-case ASCII letters and digits, with single dashes between words.

    Ids stand in paths, on the command line and in other records; they must be typed without doubt. So with the names of
    files and folders, of levels and choices.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: Week_for_40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def unknown_party() -> None:
    """Every party that is named is declared in negotiation.yaml.

    A party has a role, and only a principal concedes an issue. A misspelt name would be another party.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    via: [quatar]
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    via: [qatar]
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def unknown_issue() -> None:
    """Every issue and every scope that is named is declared in negotiation.yaml.

    An issue has a scale on which its values can be compared. Under another name it would be compared with nothing.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: more-aid, gives: {humanitarian-aid: increased}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: more-aid, gives: {aid: increased}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def value_off_scale() -> None:
    """Every value is one that its issue's scale holds.

    `a week or so` cannot be compared with `5 days`. Where no value is known, `unspecified` says so.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: a week or so}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: {at_most: 7 days, about: true}}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def wrong_date() -> None:
    """Every date is a day that exists, written YYYY-MM-DD.

    `date` may also be a month, YYYY-MM, or a day and a time with its zone. Days decide what came before what.

    *Flagged*

    ```yaml
    party: israel
    date: 19 December 2023
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
def source_without_link() -> None:
    """Every source can be looked up: it has an address, an archived copy or a reference.

    A title alone cannot be found again. What is not on the web has a `reference`: a document number, a page of a book.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{title: Israel offers a week, publisher: Kan}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{title: Israel offers a week, url: "https://example.org/a-week", publisher: Kan}]
    ```
    """


@found_by_the_reader
def bad_url() -> None:
    """Every address is one of the web, without a password in it.

    It is printed as a link in reports, so it must be nothing else; and nobody's password belongs in a record.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{title: Israel offers a week, url: example.org/a-week}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{title: Israel offers a week, url: "https://example.org/a-week"}]
    ```
    """


@found_by_the_reader
def bad_grade() -> None:
    """Every grade is one of the NATO Admiralty code.

    A letter for the source, A (reliable) to F (cannot be judged), and a digit for the information, 1 (confirmed) to 6.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news", grade: good}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news", grade: B2}]
    ```
    """


@found_by_the_reader
def quote_too_long() -> None:
    """No quote has more than 40 words.

    A quote carries the point; the whole text is at the source, and belongs to those who wrote it.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources:
      - reference: "Kan radio, evening news"
        quote: >-
          we are willing to discuss a pause of one week we are willing to
          discuss a pause of one week we are willing to discuss a pause of
          one week we are willing to discuss a pause of one week we
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources:
      - reference: "Kan radio, evening news"
        quote: we are willing to discuss a pause of one week we are
    ```
    """


CHECKS = (
    unknown_key,
    missing_key,
    wrong_type,
    wrong_word,
    bad_id,
    unknown_party,
    unknown_issue,
    value_off_scale,
    wrong_date,
    source_without_link,
    bad_url,
    bad_grade,
    quote_too_long,
)
WARNINGS: frozenset[str] = frozenset()
