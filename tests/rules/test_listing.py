"""Folders: the page of what lies in them, the files that stand for them, and nothing from outside."""

import html.parser
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin

import pytest

from httpscope.rules.content import ContentFault
from httpscope.rules.file.read import RulesFault, read_rules
from tests.rules.answering import Answered, answered
from tests.rules.asking import asked

RULE = 'answer.folder = "public"\nanswer.listing = true\n'


class Links(html.parser.HTMLParser):
    """Reads the links of a page, and the text with each."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link."""
        self.tags.add(tag)
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))

    def handle_data(self, data: str) -> None:
        """Note the text of the link."""
        if self.lasttag == "a" and self.links and not self.links[-1][1]:
            self.links[-1] = (self.links[-1][0], data)


@pytest.fixture
def base(tmp_path: Path) -> str:
    """Give a folder of rules with a public one in it, full of names that are hard to write, and links."""
    public = tmp_path / "public"
    (public / "sub" / "deep").mkdir(parents=True)
    (public / "empty").mkdir()
    (public / "with").mkdir()
    (public / ".git").mkdir()
    (tmp_path / "secret").write_text("secret")
    (public / "with" / "home.htm").write_text("home")
    (public / "with" / "index.html").write_text("index")
    for name in ("b.txt", "A.txt", '<b>"&.txt', "javascript:x", "a\nb", "ä?#%.txt", ".hidden"):
        (public / name).write_text("12345")
    with open(os.path.join(os.fsencode(public), b"\xff"), "wb"):
        pass
    (public / "in").symlink_to("b.txt")
    (public / "out").symlink_to("../secret")
    (public / "nowhere").symlink_to("gone")
    (public / "to-hidden").symlink_to(".hidden")
    (public / "sub" / "up").symlink_to("..")
    (public / "away").symlink_to("/")
    os.mkfifo(public / "fifo")
    return str(tmp_path)


def get(base: str, target: bytes, more: str = "") -> Answered:
    """Ask for a path."""
    return answered(RULE + more, asked("GET", target), folder=base)


def test_a_folder_is_listed_in_order_with_sizes(base: str) -> None:
    """Folders first; nothing hidden, nothing special, no link that leads out."""
    page = get(base, b"/").content
    found = [text for _link, text in Links(page).links]

    folders = ["empty/", "sub/", "with/"]
    assert found == [*folders, '<b>"&.txt', "A.txt", "a␊b", "b.txt", "in", "javascript:x", "ä?#%.txt", "\ufffd"]
    assert b"A.txt</a> 5 octets" in page


def test_every_link_leads_to_what_it_names(base: str) -> None:
    """Whatever the name has in it: as a browser resolves it, the server finds it again."""
    for link, _text in Links(get(base, b"/").content).links:
        target = urljoin("http://h/", link).removeprefix("http://h")
        assert get(base, target.encode(), "answer.index = false").status == 200, link


def test_no_name_becomes_markup(base: str) -> None:
    """Neither those of files nor that of the folder, which the client writes."""
    (Path(base) / "public" / "<script>").mkdir()

    for target in (b"/", b"/%3Cscript%3E/"):
        assert Links(get(base, target).content).tags == {"title", "h1", "ul", "li", "a"}


def test_a_folder_below_has_a_way_up(base: str) -> None:
    """The topmost one has not."""
    assert Links(get(base, b"/sub/").content).links == [("../", "../"), ("./deep/", "deep/"), ("./up/", "up/")]


@pytest.mark.parametrize(
    ("target", "place"),
    [(b"/sub", "/sub/"), (b"/sub?a=b&c=%20", "/sub/?a=b&c=%20"), (b"//sub", "/sub/"), (b"/%73ub", "/%2573ub/")],
)
def test_a_folder_without_slash_is_sent_to_itself_with_one(base: str, target: bytes, place: str) -> None:
    """And never to another host, which two slashes in front would name."""
    found = get(base, target)

    assert (found.status, found.one("Location")) == (301, place.replace("%25", "%"))


def test_without_the_switch_a_folder_is_not_there(base: str) -> None:
    """As before."""
    with pytest.raises(ContentFault, match="is not there"):
        answered('answer.folder = "public"', asked("GET", b"/sub/"), folder=base)


@pytest.mark.parametrize("target", [b"/.git/", b"/away/", b"/sub/up/.git/", b"/%2e%2e/", b"/out", b"/to-hidden"])
def test_nothing_else_is_listed(base: str, target: bytes) -> None:
    """What is not served is not listed either, however it is spelt."""
    with pytest.raises(ContentFault) as caught:
        get(base, target)

    assert caught.value.status in {403, 404}


@pytest.mark.parametrize(
    ("index", "content"),
    [
        ('"home.htm"', b"home"),
        ('["x", "home.htm"]', b"home"),
        ("true", b"index"),
        ('["index.html", "home.htm"]', b"index"),
    ],
)
def test_a_folder_is_answered_with_the_first_file_of_those_names(base: str, index: str, content: bytes) -> None:
    """Also where it would be listed."""
    assert get(base, b"/with/", f"answer.index = {index}").content == content


def test_without_index_files_a_folder_is_always_listed(base: str) -> None:
    """A folder of web pages to look into."""
    assert b"home.htm" in get(base, b"/with/", "answer.index = false").content


def test_a_page_is_marked_as_supplied_in_its_type_and_can_be_asked_for_again(base: str) -> None:
    """It is content like any other."""
    first = get(base, b"/", "answer.etag = true")
    again = answered(
        RULE + "answer.etag = true", asked("GET", b"/", f"If-None-Match: {first.one('ETag')}"), folder=base
    )

    assert b"Content-Type: text/html; charset=utf-8" in first.supplied
    assert again.status == 304


def test_who_may_not_see_the_folder_sees_no_listing(base: str) -> None:
    """The challenge goes first."""
    assert get(base, b"/sub", 'answer.auth = { bearer = "t" }').status == 401


@pytest.mark.parametrize("value", ['index = "../secret"', "index = [1]", 'listing = "yes"', 'index = ".hidden"'])
def test_what_is_no_name_is_refused(value: str) -> None:
    """Nor a switch anything but true or false."""
    with pytest.raises(RulesFault, match="expected"):
        read_rules(f'[[rule]]\nanswer.folder = "a"\nanswer.{value}\n', "r", "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("answer.listing = true", "r:2:8: answer.listing: "),
        ('answer.body = "a"\nanswer.index = "a.html"', "r:3:8: answer.index: "),
        ('answer.sequence = [{ body = "a", listing = true }]', "r:2:34: answer.listing: "),
        ('answer.folder = "a"\nanswer.sequence = [{ body = "a", index = "b" }]', "r:3:34: answer.index: "),
    ],
)
def test_what_is_about_a_folder_is_refused_where_there_is_none(text: str, place: str) -> None:
    """It would be without effect, and nobody would know why."""
    with pytest.raises(RulesFault) as caught:
        read_rules(f"[[rule]]\n{text}\n", "r", "")

    assert str(caught.value).startswith(place)
    assert "expected answer.folder beside it" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "answer.listing = false",
        'answer.listing = true\nanswer.sequence = [{ status = 503 }, { folder = "a" }]',
        'answer.folder = "a"\nanswer.sequence = [{ status = 503 }, { listing = true }]',
    ],
)
def test_a_folder_may_be_that_of_one_answer_of_a_sequence(text: str) -> None:
    """And what is off asks for nothing."""
    assert read_rules(f"[[rule]]\n{text}\n", "r", "").rules


def test_octets_of_a_name_come_back(base: str) -> None:
    """A name that is no UTF-8 is named by its octets."""
    links = [unquote_to_bytes(link) for link, _text in Links(get(base, b"/").content).links]

    assert b"./\xff" in links
