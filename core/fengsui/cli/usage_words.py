"""The words that argparse itself writes into a help text or a usage fault, in our catalogue."""

from __future__ import annotations

import argparse
from functools import partial

from fengsui.text import N_, translate

WORDS = (
    N_("usage: "),
    N_("options"),
    N_("options:"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
)


def speak(language: str) -> None:
    """From now on argparse writes in `language`; a word that its next version changes stays English.

    argparse takes its texts by `_` from a gettext domain of the process, which no package can add to.
    """
    argparse._ = partial(translate, language=language)  # type: ignore[attr-defined]
