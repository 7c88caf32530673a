"""Secrets from a person or a pipe: never from an argument, which every process on the machine can read."""

from __future__ import annotations

import getpass
import sys

from fengsui.errors import Invalid
from fengsui.text import N_, translate


def password(language: str, *, twice: bool, from_stdin: bool = False) -> str:
    """Asked for without echo on a terminal, or one line of standard input; Invalid (`no_terminal`) otherwise."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid(N_("A password is needed, and there is no terminal to ask on."), code="no_terminal")
    first = getpass.getpass(translate(N_("Password: "), language))
    if twice and getpass.getpass(translate(N_("The same again: "), language)) != first:
        raise Invalid(N_("The two passwords differ."), code="passwords_differ")
    return first


def line(prompt: str, language: str) -> str:
    """One line from a person; `prompt` is translated. Invalid (`no_terminal`) without a terminal."""
    if not sys.stdin.isatty():
        raise Invalid(N_("An answer is needed, and there is no terminal to ask on."), code="no_terminal")
    return input(translate(prompt, language)).strip()
