"""The rules, the policy and the limits that a run begins with, from a file or from flags. Nothing is served here."""

from dataclasses import replace
from pathlib import Path

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import Options
from httpscope.cli.place import rules_from_flags
from httpscope.rules.file.include import Included
from httpscope.rules.file.limit import KINDS, value_of, value_text, with_value
from httpscope.rules.file.read import RulesFault, read_rules, read_text
from httpscope.rules.rule import DEFAULT, Ruleset
from httpscope.rules.settings import Settings
from httpscope.rules.text.check import Unfit


def base_settings(options: Options) -> Settings:
    """Give policy and limits as the flags say them. Raises CommandFault for a limit that is none."""
    settings = Settings(lenient=options.policy == "lenient")
    for said in options.limits:
        name, equals, value = said.partition("=")
        if not equals or name not in KINDS:
            raise CommandFault(f"--limit {said}: expected NAME=VALUE with one of the names {', '.join(KINDS)}")
        try:
            settings = with_value(settings, name, value)
        except Unfit as unfit:
            raise CommandFault(f"--limit {said}: expected {unfit.expected}") from unfit
    return settings


def first_rules(options: Options) -> Ruleset:
    """Give the rules to begin with. Raises CommandFault for a file or flags that cannot be rules."""
    base = base_settings(options)
    if options.rules is not None:
        ruleset = read_rules_file(Path(options.rules), base)
        _say_it_once(options, base, ruleset)
        return ruleset
    if options.says_answer:
        try:
            return read_rules(rules_from_flags(options), "", ".", base)
        except RulesFault as fault:
            raise CommandFault(f"the answer that the flags describe: {fault.message}") from fault
    return replace(DEFAULT, settings=base)


def read_rules_file(path: Path, base: Settings) -> Ruleset:
    """Read the rules file that the person named. Raises CommandFault that says what is wrong with it and where."""
    try:
        return Included().expanded(read_rules(read_text(path), str(path), str(path.resolve().parent), base))
    except RulesFault as fault:
        raise CommandFault(str(fault)) from fault
    except OSError as error:
        raise CommandFault(f"{path}: {error.strerror}; a rules file is expected there (httpscope --help)") from error


def _say_it_once(options: Options, base: Settings, ruleset: Ruleset) -> None:
    """Raise CommandFault where the file says otherwise than a flag: nobody could tell which one is in force."""
    said = ruleset.settings
    if options.policy is not None and said.lenient != base.lenient:
        raise CommandFault(f"--policy {options.policy}, and {options.rules} says {said.policy}; say it in one place")
    for name in (text.partition("=")[0] for text in options.limits):
        in_file, flag = value_of(said, name), value_of(base, name)
        if in_file != flag:
            values = [value_text(KINDS[name], value) for value in (flag, in_file)]
            raise CommandFault(f"--limit {name}={values[0]}, and {options.rules} says {values[1]}; say it in one place")
