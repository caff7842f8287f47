"""What answers carry from files, and that nothing outside the folder is ever served."""

import os
import resource
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from httpscope.rules import content as contents_module
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.rule import Canned

PUBLIC = Canned(folder="public")


@pytest.fixture
def base(tmp_path: Path) -> str:
    """Give a folder of rules with a public folder in it, and a secret beside both."""
    rules = tmp_path / "rules"
    public = rules / "public"
    (public / "sub").mkdir(parents=True)
    (public / ".well-known").mkdir()
    (tmp_path / "secret").write_text("secret")
    (rules / "rules.toml").write_text("secret")
    (public / ".hidden").write_text("secret")
    (public / "index.html").write_text("<h1>\u6797</h1>")
    (public / "sub" / "index.html").write_text("sub")
    (public / "a b.txt").write_text("a b")
    (public / ".well-known" / "security.txt").write_text("well known")
    return str(rules)


def fault_of(canned: Canned, base: str, path: bytes = b"/") -> ContentFault:
    """Give the fault that asking for a path ends in."""
    with pytest.raises(ContentFault) as caught:
        Contents().of(canned, base, path)
    return caught.value


@pytest.mark.parametrize("canned", [PUBLIC, Canned(file="public/index.html")])
def test_a_file_that_is_there_and_cannot_be_opened_now_is_no_404(canned: Canned, base: str) -> None:
    """Where a process has as many files open as it may, the client is told to come again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        fault = fault_of(canned, base)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert fault.status == 503
    assert str(fault).endswith("cannot be read: Too many open files")


def test_a_body_is_carried_as_it_is() -> None:
    """No file, no type of one."""
    assert Contents().of(Canned(body="hi"), "", b"/") == (b"hi", None, None, None)


def test_a_file_is_carried_whatever_the_path(base: str) -> None:
    """Its name starts from the folder of the rules; the type comes from the name, the charset from the octets."""
    os.utime(Path(base) / "public" / "index.html", (0, 784_111_777.9))

    found = Contents().of(Canned(file="public/index.html"), base, b"/any")

    assert found == ("<h1>\u6797</h1>".encode(), "text/html; charset=utf-8", 784_111_777, None)


def test_a_file_named_in_full_may_lie_anywhere(base: str, tmp_path: Path) -> None:
    """Nobody writes a whole path by accident, and no client can."""
    assert Contents().of(Canned(file=str(tmp_path / "secret")), base, b"/").octets == b"secret"


@pytest.mark.parametrize("name", ["../secret", "public/../../secret", "public/.hidden"])
def test_a_relative_name_stays_inside_the_folder_of_the_rules(base: str, name: str) -> None:
    """Rules that are handed on take nothing along from the machine they come to."""
    assert fault_of(Canned(file=name), base).status == 403


@pytest.mark.parametrize(
    ("path", "octets"),
    [
        (b"/", "<h1>\u6797</h1>".encode()),
        (b"/index.html", "<h1>\u6797</h1>".encode()),
        (b"/sub", b"sub"),
        (b"/sub/", b"sub"),
        (b"//sub//index.html", b"sub"),
        (b"/a%20b.txt", b"a b"),
        (b"/.well-known/security.txt", b"well known"),
    ],
)
def test_the_path_is_looked_up_in_the_folder(base: str, path: bytes, octets: bytes) -> None:
    """A folder within it gives its index.html."""
    assert Contents().of(PUBLIC, base, path).octets == octets


@pytest.mark.parametrize(
    "path",
    [
        b"/../rules.toml",
        b"/sub%2Findex.html",
        b"/sub/../../rules.toml",
        b"/%2e%2e/rules.toml",
        b"/%2E./rules.toml",
        b"/..%2frules.toml",
        b"/sub%2F..%2F..%2Frules.toml",
        b"/..\\rules.toml",
        b"/..%5crules.toml",
        b"/%252e%252e/rules.toml",
        b"/index.html%00.txt",
        b"/%00",
        b"//etc/passwd",
        b"/%2fetc/passwd",
        b"../rules.toml",
        b"..",
        b"*",
        b"/.hidden",
        b"/sub/.",
        b"/%2ehidden",
        b"/" + b"a" * 5000,
        b"/" + b"a/" * 3000,
        b"/\xff\xfe",
        b"/%ff",
        b"/rules.toml",
        b"/index.html/",
        b"/index.html/x",
    ],
)
def test_nothing_else_is_served(base: str, path: bytes) -> None:
    """No spelling of a path leads out of the folder, to a hidden file, or to an error that is not told."""
    assert fault_of(PUBLIC, base, path).status in {403, 404}


@given(
    path=st.lists(
        st.sampled_from([b"/", b"..", b".", b"%2e", b"%2f", b"\\", b"%5c", b"rules.toml", b"sub", b"secret"]),
        max_size=12,
    ).map(b"".join)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mixture_of_spellings_leads_out(base: str, path: bytes) -> None:
    """Whatever is put together, what lies outside is never among what comes."""
    try:
        octets = Contents().of(PUBLIC, base, b"/" + path).octets
    except ContentFault:
        return
    assert b"secret" not in octets


def test_a_link_that_leads_out_is_not_followed(base: str, tmp_path: Path) -> None:
    """Neither to a file, nor by way of a folder, nor by a chain of links."""
    public = Path(base, "public")
    (public / "file").symlink_to(tmp_path / "secret")
    (public / "folder").symlink_to(tmp_path)
    (public / "chain").symlink_to("file")
    (public / "loop").symlink_to("loop")
    (public / "hidden").symlink_to(".hidden")

    asked = [b"/file", b"/folder/secret", b"/chain", b"/hidden", b"/loop"]

    assert [fault_of(PUBLIC, base, path).status for path in asked] == [403, 403, 403, 403, 404]


def test_a_link_that_stays_inside_is_followed(base: str) -> None:
    """People link files within a site."""
    Path(base, "public", "start").symlink_to("sub/index.html")

    assert Contents().of(PUBLIC, base, b"/start").octets == b"sub"


def test_a_folder_that_links_out_of_the_rules_is_refused(base: str, tmp_path: Path) -> None:
    """A relative folder lies inside the folder of the rules as well; one named in full may lie anywhere."""
    Path(base, "out").symlink_to(tmp_path)

    assert fault_of(Canned(folder="out"), base, b"/secret").status == 403
    assert fault_of(Canned(folder=".."), base, b"/secret").status == 403
    assert Contents().of(Canned(folder=str(tmp_path)), base, b"/secret").octets == b"secret"


def test_only_regular_files_are_opened(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A FIFO would hold the server, a device may never end."""
    public = Path(base, "public")
    os.mkfifo(public / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(public)  # the whole path may be longer than a socket's name can be
        listener.bind("socket")

    assert [fault_of(PUBLIC, base, path).status for path in (b"/fifo", b"/socket")] == [403, 403]
    assert fault_of(Canned(file="/dev/zero"), base).status == 403


def test_a_link_that_is_swapped_in_keeps_nothing_back(base: str, tmp_path: Path) -> None:
    """What was served a moment ago is not served from another place now."""
    contents = Contents()
    page = Path(base, "public", "page")
    page.write_text("page")
    assert contents.of(PUBLIC, base, b"/page").octets == b"page"

    page.unlink()
    page.symlink_to(tmp_path / "secret")

    with pytest.raises(ContentFault):
        contents.of(PUBLIC, base, b"/page")


def test_every_change_of_a_file_is_seen_at_once(base: str) -> None:
    """Also one of the same length, within the same tick of the file system's clock."""
    contents = Contents()
    page = Path(base, "public", "page")

    for number in range(200):
        page.write_text(f"{number:03}")

        assert contents.of(PUBLIC, base, b"/page").octets == b"%03d" % number


def test_a_change_that_leaves_no_trace_in_the_stamps_is_seen(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems count in ticks: within one, a change of the same length changes nothing but the octets."""
    monkeypatch.setattr(contents_module, "signature_of", lambda found: (0, 0, 0, 0, 0))
    contents = Contents()
    page = Path(base, "public", "page")
    page.write_text("a")
    contents.of(PUBLIC, base, b"/page")

    page.write_text("b")

    assert contents.of(PUBLIC, base, b"/page").octets == b"b"


def test_octets_of_a_file_that_rests_are_kept(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very same object, so that the capture too keeps it once."""
    index = Path(base, "public", "index.html")
    now = index.stat().st_ctime_ns + 10 * 10**9
    monkeypatch.setattr("time.time_ns", lambda: now)
    contents = Contents()

    assert contents.of(PUBLIC, base, b"/") is contents.of(PUBLIC, base, b"/index.html")


def test_a_file_of_more_octets_than_it_says_is_refused_with_a_sentence(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a system makes up while it is read, such as a file below /proc, says that it has none."""
    monkeypatch.setattr(contents_module, "LARGEST_HELD", 10)

    fault = fault_of(Canned(file="/proc/self/status"), base)

    assert (fault.status, str(fault)) == (500, "status has more octets than the system says that it has")


@pytest.mark.parametrize(
    ("canned", "path", "status", "said"),
    [
        (Canned(file="missing.html"), b"/", 500, "missing.html is not there"),
        (PUBLIC, b"/missing.html", 404, "public/missing.html is not there"),
        (Canned(folder="nowhere"), b"/a", 404, "nowhere/a is not there"),
        (PUBLIC, b"/a%1b]52;", 404, "public/a\u241b]52; is not there"),
    ],
)
def test_what_is_missing_is_told(base: str, canned: Canned, path: bytes, status: int, said: str) -> None:
    """The client asked for a name that is not there, or the rule names a file that is not: its own fault."""
    fault = fault_of(canned, base, path)

    assert (fault.status, str(fault)) == (status, said)
