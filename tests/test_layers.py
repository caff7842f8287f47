"""What a command loads, seen in a fresh interpreter: the contract of the layers, run and not only read."""

import subprocess
import sys

import pytest

LOADED = """
import runpy, sys
sys.argv[1:] = {arguments!r}
try:
    runpy.run_module("httpscope", run_name="__main__")
except SystemExit:
    pass
print(*sorted(sys.modules))
"""


def loaded(*arguments: str) -> set[str]:
    """Give the top-level names of all modules that the command loads."""
    script = LOADED.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("export", "nothing.db"), ("serve", "--port", "99999")]
)
def test_commands_without_a_screen_do_not_load_textual(arguments: tuple[str, ...]) -> None:
    """Help, version, export and serve are quick, and work where no terminal is."""
    assert loaded(*arguments).isdisjoint({"textual", "rich"})


def test_serving_loads_neither_the_toolkit_nor_what_writes_toml() -> None:
    """The server process accepts connections early because it loads little."""
    script = "import httpscope.cli.serve, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)

    assert {name.partition(".")[0] for name in done.stdout.split()}.isdisjoint(
        {"textual", "rich", "tomlkit", "msgspec"}
    )


@pytest.mark.parametrize("modules", ["httpscope.cli.serve, httpscope.cli.run", "httpscope.ui.screens.traffic"])
def test_what_draws_qr_codes_is_loaded_by_the_first_code(modules: str) -> None:
    """It takes a while, and neither the server nor the first picture needs it."""
    script = f"import {modules}, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)

    assert "segno" not in {name.partition(".")[0] for name in done.stdout.split()}
