"""Where things lie and listen: the capture of a run, the first rules, the socket, and who holds a port."""

import errno
import os
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options


def state_folder() -> Path:
    """Give the folder for captures: `XDG_STATE_HOME` or the platform's own. It is made when a capture is."""
    import platformdirs

    # platformdirs heeds the XDG variables on Linux only; people who set them elsewhere mean it too.
    named = os.environ.get("XDG_STATE_HOME")
    return Path(named) / "httpscope" if named else platformdirs.user_state_path("httpscope")


def captures_folder() -> Path:
    """Give the folder in which runs leave their captures where no other place is named."""
    return state_folder() / "captures"


def new_capture(port: int) -> Path:
    """Give a name for the capture of a run that starts now; one file a run. Port 0 is one not known yet."""
    stem = time.strftime("%Y-%m-%d-%H%M%S") + (f"-{port}" if port else "")
    folder = captures_folder()
    path = folder / f"{stem}.db"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


def rules_from_flags(options: Options) -> str:
    """Give rules that say what the flags say, as TOML. Raises CommandFault for a body that cannot be read."""
    import tomlkit

    answer = tomlkit.table()
    if options.status is not None:
        answer["status"] = options.status
    if options.content_type is not None:
        answer["type"] = options.content_type
    if options.headers:
        answer["headers"] = list(options.headers)
    if options.body is not None and options.body.startswith("@"):
        answer["file"] = str(_servable(Path(options.body[1:])))
    elif options.body is not None:
        answer["body"] = options.body
    if options.delay is not None:
        answer["delay"] = options.delay
    rule = tomlkit.table()
    rule["name"] = "everything"
    rule["answer"] = answer
    rules = tomlkit.aot()
    rules.append(rule)
    document = tomlkit.document()
    document.add(tomlkit.comment("The answer that the command line asked for."))
    document["rule"] = rules
    return tomlkit.dumps(document)


def _servable(path: Path) -> Path:
    """Give the full name of a file that answers can have as body; else each of them would be an error."""
    from httpscope.rules.content import ContentFault, Contents
    from httpscope.rules.rule import Canned

    full = path.resolve()
    try:
        # The look at a folder finds an index in it, and a pipe would be waited for: neither is what a person means.
        if not stat.S_ISREG(full.stat().st_mode):
            raise CommandFault(f"--body: {path} is not a regular file")
        Contents().of(Canned(file=str(full)), "", b"")
    except OSError as error:
        raise CommandFault(f"--body: {path}: {error.strerror}") from error
    except ContentFault as fault:
        raise CommandFault(f"--body: {fault}") from fault
    return full


def bound(options: Options) -> socket.socket:
    """Give the listening socket; raises CommandFault that says who holds the port, and a free one."""
    from httpscope.server.sockets import bind

    if options.listening is not None:
        return socket.socket(fileno=options.listening)
    try:
        return bind(options.bind, options.port)
    except (socket.gaierror, TypeError, UnicodeError) as error:
        raise CommandFault(
            f"{options.bind!r} is no address to bind to; 127.0.0.1 is this machine, 0.0.0.0 every network"
        ) from error
    except OSError as error:
        raise CommandFault(_why_not(options, error)) from error


def _why_not(options: Options, error: OSError) -> str:
    place = f"port {options.port} on {options.bind}"
    if error.errno == errno.EADDRINUSE:
        who = holder(options.port) or "another program"
        command = "httpscope serve" if options.command == "serve" and not options.supervised else "httpscope"
        free = _free(options)
        return f"{place} is taken by {who}; port {free} is free: {command} --port {free}"
    if error.errno == errno.EACCES:
        return f"{place} needs more rights than you have; ports from 1024 on need none: httpscope --port 8001"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{options.bind} is not an address of this machine; 127.0.0.1 is this machine, 0.0.0.0 every network"
    return f"{place}: {error.strerror}"


def _free(options: Options) -> int:
    from httpscope.server.sockets import bind

    for port in (*range(options.port + 1, min(options.port + 20, 65536)), 0):
        try:
            with bind(options.bind, port) as sock:
                return int(sock.getsockname()[1])
        except OSError:
            continue
    return 0


def holder(port: int) -> str | None:
    """Name the program that listens on the port, where the system lets us see it (Linux: /proc)."""
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(fd) in inodes for fd in (process / "fd").iterdir()):
                name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                return f"{name} (process {process.name})"
        except OSError:
            continue  # it ended meanwhile, or belongs to somebody else
    return None


def _listening(port: int) -> Iterator[str]:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue  # no such table on this system
        for line in lines:
            cells = line.split()
            if cells[3] == "0A" and int(cells[1].rpartition(":")[2], 16) == port:
                yield cells[9]
