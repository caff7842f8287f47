"""RULES.md against the code: it has every key, no other one, and nothing in it that would not read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from httpscope.rules.feature.fault_kinds import FAULT_KINDS, FaultKind
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.file.schema import ANSWER_KEYS, MATCH_KEYS, RULE_KEYS, TOP_KEYS
from httpscope.rules.rule import Ruleset
from httpscope.rules.template.chance import Chance, Fake
from httpscope.rules.template.filters import BOUNDED_FILTERS
from httpscope.rules.template.values import NAMES, Moment, Request

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "RULES.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
KEYS = (
    *TOP_KEYS,
    *RULE_KEYS,
    *(f"match.{key}" for key in MATCH_KEYS),
    *(f"answer.{key}" for key in ANSWER_KEYS),
)
NOBODYS = "no_such_key"


def tables(first: str) -> Iterator[list[str]]:
    """Give the cells of each row of the tables whose first column has that heading."""
    wanted = False
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            wanted = False
        elif wanted and not line.startswith("|---"):
            yield cells
        elif cells[0] == first:
            wanted = True


ROWS = {cells[0].strip("`"): cells for cells in tables("key")}


def read(toml: str) -> Ruleset:
    """Read what stands in the reference: a whole file if it has a rule, otherwise a part of one."""
    return read_rules(toml if "[[rule]]" in toml else f"[[rule]]\n{toml}", "RULES.md", "")


def whole(key: str, example: str) -> str:
    """Put what must stand beside the example of a key."""
    if key in TOP_KEYS:
        return example if key == "rule" else f"{example}\n[[rule]]\n"
    beside = {
        "answer.sequence_then": "answer.sequence = [{ status = 503 }]\n",
        "answer.sequence_per": "answer.sequence = [{ status = 503 }]\n",
        "answer.index": 'answer.folder = "public"\n',
        "answer.listing": 'answer.folder = "public"\n',
    }
    return beside.get(key, "") + example


def nested_keys(key: str) -> set[str]:
    """Give the keys that tables below a key may have, as the message about a wrong one names them."""
    found: set[str] = set()
    table = f"{{ {NOBODYS} = 1 }}"
    for value in (table, f"[{table}]", f"{{ a = {table} }}", f'{{ "$.a" = {table} }}'):
        try:
            read(f"{key} = {value}")
        except RulesFault as fault:
            if NOBODYS in fault.message and "unknown key" in fault.message:
                found |= {name.rpartition(".")[2] for name in fault.expected.split(", ")}
    return found


def test_every_key_has_its_row_and_nothing_else_has() -> None:
    """A key that is new in the code is missing here, and one that went is too much."""
    assert sorted(cells[0].strip("`") for cells in tables("key")) == sorted(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_row_of_a_key_says_values_and_effect_and_its_example_reads(key: str) -> None:
    """The example uses the key."""
    _key, value, effect, example = ROWS[key]
    code = example.strip("`")

    assert value
    assert effect
    assert example == f"`{code}`"
    assert key in code
    assert read(whole(key, code)).rules


@pytest.mark.parametrize("key", ["answer.auth", "answer.cors", "answer.keep_alive", "answer.events", "answer.interim"])
def test_there_are_keys_below_some_keys(key: str) -> None:
    """Otherwise the next test would look at nothing."""
    assert len(nested_keys(key)) > 1


@pytest.mark.parametrize("key", [key for key in KEYS if "." in key and key != "answer.sequence"])
def test_the_row_of_a_key_names_the_keys_below_it(key: str) -> None:
    """Those of tests on values are told once for all."""
    tests = {"equals", "contains", "matches", "present", "type", "number", "of", "each"}
    said = set(re.findall(r"`([a-z0-9_]+)`", ROWS[key][1]))
    missing = nested_keys(key) - said

    assert missing <= (tests if key.startswith("match.") else set())
    assert all(f"`{name}`" in TEXT for name in missing)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n", 1)[0][:30] for block in BLOCKS])
def test_every_block_reads(block: str) -> None:
    """As it stands, or in a rule."""
    assert read(block).rules


@pytest.mark.parametrize("kind", FAULT_KINDS.values(), ids=FAULT_KINDS)
def test_every_fault_is_listed_with_its_words_and_parameters(kind: FaultKind) -> None:
    """As the list on the screen has them, defaults behind the parameters."""

    def said(name: str) -> str:
        default: Any = getattr(kind.defaults, name)
        text = default.decode() if isinstance(default, bytes) else str(default or "")
        return f"`{name}` {text}".rstrip()

    assert [f"`{kind.name}`", kind.sees, ", ".join(map(said, kind.takes))] in list(tables("kind"))


def test_no_other_fault_is_listed() -> None:
    """In the order of the screen."""
    assert [cells[0].strip("`") for cells in tables("kind")] == list(FAULT_KINDS)


def test_every_value_and_filter_of_templates_is_named() -> None:
    """And every attribute that a template may use."""
    said = " ".join(cells[0] + " " + cells[1] for cells in tables("value"))
    attributes = [
        *(f"request.{name}" for name in Request.shown),
        *(f"now.{name}" for name in Moment.shown),
        *(f"random.{name}" for name in Chance.shown),
        *(f"fake.{name}" for name in Fake.shown),
    ]

    roots = {name for name in NAMES if re.search(rf"`{name}\b", said)}

    assert roots == NAMES
    assert [name for name in attributes if not re.search(rf"`{re.escape(name)}\b", said)] == []
    assert [name for name in BOUNDED_FILTERS if name[0] != "(" and f"`{name}`" not in TEXT] == []


def test_the_message_that_is_shown_is_the_one_that_comes() -> None:
    """For the slip that it shows."""
    with pytest.raises(RulesFault) as told:
        read_rules('[[rule]]\nname = "page"\nanswer.stauts = 404\n', "rules.toml", "")

    assert f"`{told.value}`" in TEXT


def test_every_section_that_is_pointed_to_is_there() -> None:
    """As GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    places = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= places


def test_the_readme_leads_here() -> None:
    """And so does nothing that is not there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT)

    assert "(RULES.md)" in readme
    assert [name for name in targets if "://" not in name and not (ROOT / name).exists()] == []
