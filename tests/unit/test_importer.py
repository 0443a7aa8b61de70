"""Files and addresses into a home: all of it checked first, or none of it kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from knowledge.errors import SourceError
from knowledge.home import Home
from knowledge.importer import all_pairs, documents, import_all, import_source
from knowledge.parse.pairs import pair_id

GUIDE = "# Tea\n\nLeaves in hot water.\n\n## Heat\n\nMuch.\n"
PAIRS = "question,answer\nWhat is tea?,Leaves.\nexplain tea,Leaves.\nWho won?,\n"
PAGE = "<html><head><title>Tea</title></head><body><p>Leaves in caf\xe9s.</p></body></html>"


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def contents(home: Home) -> dict[str, bytes]:
    """Return all files of a home."""
    paths = (path for path in home.root.rglob("*") if path.is_file())
    return {path.relative_to(home.root).as_posix(): path.read_bytes() for path in paths}


def served(
    answer: Callable[[httpx.Request], httpx.Response] | httpx.Response,
) -> httpx.MockTransport:
    return httpx.MockTransport(answer if callable(answer) else lambda request: answer)


def page(content: bytes | str, kind: str) -> httpx.MockTransport:
    return served(httpx.Response(200, content=content, headers={"content-type": kind}))


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """The folder of what is brought in, apart from the home."""
    return tmp_path / "given"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


def test_an_empty_home(home: Home) -> None:
    assert documents(home) == ()
    assert all_pairs(home).pairs == ()


def test_a_document_is_copied(home: Home, given: Path) -> None:
    found = import_source(write(given, "My Guide.MD", GUIDE), home)
    assert found.path == home.sources / "my-guide.md"
    assert (found.kind, found.title, found.n_sections) == ("document", "Tea", 2)
    assert not found.replaced
    assert found.path.read_text("utf-8") == GUIDE
    (document,) = documents(home)
    assert (document.id, document.title, document.url) == ("my-guide", "Tea", None)


def test_pairs_are_copied(home: Home, given: Path) -> None:
    found = import_source(write(given, "faq.csv", PAIRS), home)
    assert found.path == home.pairs / "faq.csv"
    assert (found.kind, found.n_pairs, found.n_out_of_scope) == ("pairs", 1, 1)
    pairs = all_pairs(home)
    assert [p.id for p in pairs.pairs] == [pair_id("What is tea?", "Leaves.")]
    assert (pairs.pairs[0].topic, pairs.pairs[0].file) == ("Faq", "faq.csv")
    assert pairs.out_of_scope == ("Who won?",)


def test_importing_again_replaces(home: Home, given: Path) -> None:
    first = write(given, "tea.md", GUIDE)
    import_source(first, home)
    write(given, "tea.md", GUIDE.replace("Much", "Little"))
    assert import_source(first, home).replaced
    assert import_source(write(given, "tea.txt", "Tea\n\nNow as text.\n"), home).replaced
    assert set(contents(home)) == {"knowledge/sources/tea.txt"}


@pytest.mark.parametrize("name", ["bad.csv", "bad.md", "bad.docx", "absent.md", "bad.pdf"])
def test_if_one_fails_nothing_is_kept(home: Home, given: Path, name: str) -> None:
    import_source(write(given, "old.md", GUIDE), home)
    before = contents(home)
    targets = [write(given, "old.md", GUIDE + "New."), write(given, "faq.csv", PAIRS)]
    bad = str(given / name) if name == "absent.md" else write(given, name, "# x\n")
    with pytest.raises(SourceError) as raised:
        import_all([*targets, bad], home)
    assert str(raised.value.path) == bad
    assert contents(home) == before


def test_if_a_copy_cannot_be_written_nothing_is_kept(
    home: Home, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.pairs.parent.mkdir(parents=True)
    home.pairs.write_text("a file where a folder should be", "utf-8")
    before = contents(home)
    with pytest.raises(SourceError, match="pairs: the copy cannot be written here"):
        import_all([write(given, "tea.md", GUIDE), write(given, "faq.csv", PAIRS)], home)
    assert contents(home) == before


def test_a_folder_is_no_source(home: Home, given: Path) -> None:
    given.mkdir()
    with pytest.raises(SourceError, match="this is a folder; name the files in it"):
        import_source(str(given), home)


def test_two_targets_with_the_same_name(home: Home, given: Path) -> None:
    targets = [write(given, "a/tea.md", GUIDE), write(given, "b/tea.txt", "Tea\n\nHot.\n")]
    with pytest.raises(SourceError, match="it would be kept under the same name as"):
        import_all(targets, home)
    assert contents(home) == {}


def test_the_same_target_twice_is_one(home: Home, given: Path) -> None:
    target = write(given, "tea.md", GUIDE)
    assert len(import_all([target, target], home)) == 2
    assert len(documents(home)) == 1


# -- addresses

ADDRESS = "https://tea.example/guides/Green_tea.php?page=2#heat"


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (PAGE.encode(), "text/html; charset=utf-8", ".html"),
        (PAGE.encode("latin-1"), "text/html; charset=iso-8859-1", ".html"),
        (
            PAGE.replace("<head>", "<head><meta charset=latin1>").encode("latin-1"),
            "text/html",
            ".html",
        ),
        (GUIDE.encode(), "text/markdown", ".md"),
        (b"Tea\n\nHot.\n", "text/plain", ".txt"),
    ],
)
def test_the_content_type_picks_the_parser(
    home: Home, content: bytes, kind: str, suffix: str
) -> None:
    found = import_source(ADDRESS, home, transport=page(content, kind))
    assert found.path.name == f"tea-example-guides-green-tea-page-2{suffix}"
    (document,) = documents(home)
    assert document.url == "https://tea.example/guides/Green_tea.php?page=2"
    assert document.title == "Tea"
    assert suffix != ".html" or "Leaves in cafés." in document.text


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", ""])
def test_a_vague_content_type_leaves_it_to_the_address(home: Home, kind: str) -> None:
    found = import_source("https://tea.example/faq.csv", home, transport=page(PAIRS, kind))
    assert (found.kind, found.n_pairs) == ("pairs", 1)
    assert found.path == home.pairs / "tea-example-faq.csv"


def test_redirects_are_followed_and_the_given_address_is_kept(home: Home) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/old":
            return httpx.Response(301, headers={"location": "/new.md"})
        return httpx.Response(200, content=GUIDE, headers={"content-type": "text/plain"})

    import_source("http://tea.example/old", home, transport=served(answer))
    assert documents(home)[0].url == "http://tea.example/old"


def test_an_address_is_forgotten_with_its_document(home: Home, given: Path) -> None:
    transport = page(GUIDE, "text/markdown")
    import_source("https://tea.example/a", home, transport=transport)
    import_source("https://tea.example/b", home, transport=transport)
    import_source(write(given, "tea-example-a.md", GUIDE), home)
    assert [(d.id, d.url) for d in documents(home)] == [
        ("tea-example-a", None),
        ("tea-example-b", "https://tea.example/b"),
    ]


def test_a_long_address_gets_a_name_that_can_be_stored(home: Home) -> None:
    transport = page(GUIDE, "text/markdown")
    one = import_source("https://tea.example/" + "a" * 500, home, transport=transport)
    other = import_source("https://tea.example/" + "a" * 501, home, transport=transport)
    assert one.path != other.path
    assert len(documents(home)) == 2


@pytest.mark.parametrize(
    ("transport", "problem"),
    [
        (served(httpx.Response(404)), "the server answers 404 Not Found"),
        (page(b"\x89PNG", "image/png"), "it is of the type 'image/png'; allowed are .md,"),
        (page(b"PK", "application/octet-stream"), "it is of the type 'application/octet-stream'"),
        (page(b"", "text/html"), "the file is empty"),
        (page(b"<html></html>", "text/html"), "no text was found"),
        (page(b"<p>caf\xe9", "text/html"), "byte 0xE9 at offset 6 is not UTF-8"),
        (served(httpx.Response(302, headers={"location": ADDRESS})), "it cannot be fetched"),
    ],
)
def test_an_address_that_cannot_be_read(
    home: Home, transport: httpx.MockTransport, problem: str
) -> None:
    with pytest.raises(SourceError) as raised:
        import_source(ADDRESS, home, transport=transport)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(ADDRESS)
    assert contents(home) == {}


@pytest.mark.parametrize("address", ["http://", "http://[", "https://tea.example:99999/"])
def test_what_is_no_address(home: Home, address: str) -> None:
    with pytest.raises(SourceError, match="it cannot be fetched"):
        import_source(address, home)


def test_a_server_that_does_not_answer(home: Home) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out", request=request)

    with pytest.raises(SourceError, match=r"it cannot be fetched \(timed out\)"):
        import_source(ADDRESS, home, transport=served(answer))


def test_an_answer_over_the_limit(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.fetch.SIZE_LIMIT_BYTES", 10)
    with pytest.raises(SourceError, match="it is larger than"):
        import_source(ADDRESS, home, transport=page(GUIDE, "text/markdown"))


# -- what stands in a home


def test_documents_with_the_same_name(home: Home) -> None:
    write(home.sources, "tea.md", GUIDE)
    write(home.sources, "Tea.txt", "Tea\n\nHot.\n")
    with pytest.raises(SourceError, match="it has the same name as"):
        documents(home)


def test_other_files_are_left_alone(home: Home) -> None:
    write(home.sources, "tea.md", GUIDE)
    write(home.sources, ".tea.md.swp.md", "x")
    write(home.sources, "picture.png", "x")
    write(home.pairs, "README.md", "x")
    assert len(documents(home)) == 1
    assert all_pairs(home).pairs == ()


@pytest.mark.parametrize("text", ["tea: [", "- tea\n"])
def test_broken_addresses(home: Home, text: str) -> None:
    write(home.sources, "addresses.yml", text)
    with pytest.raises(SourceError, match="mend it or remove the file"):
        documents(home)


def test_the_file_changed_last_is_right(home: Home) -> None:
    old = write(home.pairs, "z.csv", "question,answer\nWhat is tea?,Herbs.\nWho won?,\n")
    write(home.pairs, "a.csv", "question,answer\nwhat is tea,Leaves.\nWho won?,Nobody.\n")
    os.utime(old, (1, 1))
    pairs = all_pairs(home)
    assert [(p.question, p.answer) for p in pairs.pairs] == [
        ("what is tea", "Leaves."),
        ("Who won?", "Nobody."),
    ]
    assert pairs.out_of_scope == ()
