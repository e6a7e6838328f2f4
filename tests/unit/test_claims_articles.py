"""Articles as they come: HTML, text of a PDF, other languages, and files that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

from neurodose.claims.article import LARGEST, make_article, read_article
from neurodose.claims.audit import audit
from neurodose.claims.sentences import LONGEST, split_sentences
from neurodose.errors import ApprovalError, ClaimError

MOST = 8  # seconds: it takes one
GERMAN = (
    "Kratom ist eine Pflanze aus Asien, und viele Menschen nehmen sie, weil sie sich davon eine bessere Stimmung "
    "erhoffen. Ob das so ist, weiß man nicht, denn es gibt keine Studien, die das gezeigt haben."
)


def test_a_page_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html><head><title>Kratom</title><script>kratom cures()</script></head><body><nav>"
                    "<a>Kratom is banned</a></nav><h1>On kratom</h1><p>Kratom is <b>addictive</b>.</p><ul><li>It may "
                    "cause nausea.</ul><footer>Kratom heals all.</footer></body></html>")  # fmt: skip
    assert read_article(path).blocks == ("On kratom", "Kratom is addictive.", "It may cause nausea.")
    assert {claim.kind for claim in audit(path).claims} == {"safety"}


WHOLE = "<p>Kratom is addictive.</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><head><title>Kratom cures</title><body><p>Kratom is addictive.</body></html>",
        "<!doctype html><title>Kratom cures</title><p>Kratom is addictive.",
        f"<body><form action=x>{WHOLE}<select><option>Kratom cures</select><button>Kratom cures</button></form></body>",
        f"<body><form action=x>{WHOLE}",
        f"<body><div><aside>{WHOLE}</div></body>",
        f"<body><aside>{WHOLE}</aside></body>",
        f"<noscript>{WHOLE}</noscript>",
        f"<!-- <p>Kratom cures</p> --><div role=navigation>Kratom cures</div>{WHOLE}<a name=end>",
        f"<p><nav><ul><li>Kratom cures<li>Kratom heals</ul></nav>{WHOLE}<footer><p>Kratom cures</footer>",
        f"<table><tr><td>{WHOLE}</table><noscript>Kratom cures</noscript><iframe>Kratom cures</iframe>",
    ],
)
def test_every_page_that_html_allows_is_read(page: str) -> None:
    assert make_article(page, "a page").blocks == ("Kratom is addictive.",)


def test_a_part_that_is_never_ended_takes_nothing_with_it() -> None:
    page = "<body><p>Kratom is a leaf.</p><aside>See also<p>Kratom is addictive.</p></body>"
    assert make_article(page, "a page").blocks == ("Kratom is a leaf.", "See also", "Kratom is addictive.")


def test_a_page_with_nothing_but_scripts_has_no_text() -> None:
    with pytest.raises(ClaimError, match="there is no text in it"):
        make_article("<html><script>kratom()</script><style>p {}</style></html>", "a page")


def test_marks_of_a_page_make_blocks() -> None:
    page = (
        "<h2>Kratom relieves pain</h2>It&rsquo;s a leaf &amp; a powder.<br>Users say so.<p>It is<br>addictive.<ul>"
        "<li>Reduces craving<ul><li>nausea in some</ul><li>eases pain</ul><p><a href=x>More on kratom effects</a>"
    )
    article = make_article(page, "a page")
    assert list(zip(article.blocks, article.kinds, strict=True)) == [
        ("Kratom relieves pain", "heading"), ("It’s a leaf & a powder.", ""), ("Users say so.", ""),
        ("It is addictive.", ""), ("Reduces craving", "item"), ("nausea in some", "item"), ("eases pain", "item"),
        ("More on kratom effects", "link"),
    ]  # fmt: skip
    assert [one.number for one in split_sentences(article) if one.role == "heading"] == [1, 8]


def test_a_page_of_marks_alone_is_read_in_seconds() -> None:
    # Without a bound on depth it took 31 s: each end was looked for among all that was open.
    begun = perf_counter()
    make_article("<div>a</p>" * 30_000, "a page")
    assert perf_counter() - begun < MOST


def test_lines_of_a_pdf_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(
        "Kratom is widely consid-\nered addictive, and this\nis no surprise.\n\n12\n\nPage 3 of 9\nIt causes nausea."
    )
    assert read_article(path).blocks == (
        "Kratom is widely considered addictive, and this is no surprise.", "It causes nausea.",
    )  # fmt: skip


def test_headings_and_items_are_told_apart() -> None:
    article = read_article(
        "Side Effects of Kratom\n- Nausea is common.\n2. It is addictive. Dr. Smith agrees.\nIs it legal?"
    )
    assert [(one.role, one.text) for one in split_sentences(article)] == [
        ("heading", "Side Effects of Kratom"), ("sentence", "Nausea is common."), ("sentence", "It is addictive."),
        ("sentence", "Dr. Smith agrees."), ("question", "Is it legal?"),
    ]  # fmt: skip


def test_mixed_encodings_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    path.write_bytes("Kratom’s effects aren’t known.\n".encode() + "Kratom’s law varies.\n".encode("cp1252"))
    assert read_article(path).blocks == ("Kratom’s effects aren’t known.", "Kratom’s law varies.")


def test_another_language_is_named() -> None:
    with pytest.raises(ClaimError, match="the article is in German"):
        audit(GERMAN + "\n" + GERMAN)


def test_the_day_of_the_law_is_a_day_in_any_form() -> None:
    before, since = (audit("Kratom is banned in Rhode Island.", on=on) for on in ("2026-03-31", date(2026, 4, 1)))
    assert [one.claims[0].verdict for one in (before, since)] == ["supported", "contradicted"]
    assert audit("Kratom is banned in Rhode Island.", on=date(2026, 3, 31)) == before
    with pytest.raises(ApprovalError, match="more than one day"):
        audit("Kratom is banned in Rhode Island.", on="2026")
    with pytest.raises(ApprovalError, match="the day of the law is 2026"):
        audit("Kratom is banned in Rhode Island.", on=2026)  # pyright: ignore[reportArgumentType]


def test_an_article_about_no_drug_is_told() -> None:
    with pytest.raises(ClaimError, match="no drug that neurodose holds") as told:
        audit("Walking in the woods is good for people who are tired of the noise of a large city.")
    assert "neurodose holds: 7-OH, baclofen" in str(told.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"%PDF-1.7 ...", "a PDF: save its text first"),
        (b"PK\x03\x04" + bytes(200), "an archive"),
        (bytes(range(256)) * 40, "binary"),
        (b"--- !!! ...\n", "there is no text in it"),
    ],
)
def test_a_file_that_is_no_article_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    with pytest.raises(ClaimError, match=told):
        audit(path)


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(25 * LARGEST)
    with pytest.raises(ClaimError, match="the file has 50 MB"):
        audit(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match="cannot be read: No such file"):
        audit(tmp_path / "none.txt")
    with pytest.raises(ClaimError, match="is a folder"):
        audit(tmp_path)
    with pytest.raises(ClaimError, match="cannot be read"):
        audit("none.txt")


def test_a_text_without_marks_is_cut() -> None:
    sentences = split_sentences(make_article("kratom is nothing " * 200, "a text"))
    assert max(len(one.text.split()) for one in sentences) <= LONGEST


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_bytes("Kratom is addictive.".encode("utf-16"))
    assert len(audit(path).claims) == 1
