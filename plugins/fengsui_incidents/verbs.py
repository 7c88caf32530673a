"""The verbs of the command line: `listen` for a team's terminal, `paper` for a dark night, `rules grade`,
`run-cards`."""

from __future__ import annotations

import argparse

from fengsui.hooks import Verb
from fengsui.text import N_
from fengsui_incidents.grade_verb import VERB as GRADE
from fengsui_incidents.runcards.verb import VERB as RUN_CARDS


def verbs() -> tuple[Verb, ...]:
    """All are clients or offline: none opens the data folder's database."""
    return (
        Verb(
            name="listen",
            summary=N_("a team's terminal: alerts with a bell, answered in one digit"),
            arguments=_listen_arguments,
            run=_listen,
        ),
        Verb(
            name="paper",
            summary=N_("print blank call forms for when the screens are dark"),
            arguments=_paper_arguments,
            run=_paper,
        ),
        GRADE,
        RUN_CARDS,
    )


def _listen_arguments(parser: argparse.ArgumentParser) -> None:
    from fengsui_incidents.listen.options import arguments

    arguments(parser)


def _listen(found: argparse.Namespace) -> int:
    from fengsui_incidents.listen.options import read
    from fengsui_incidents.listen.report import send
    from fengsui_incidents.listen.run import listen

    options = read(found)
    if found.report:
        return send(options, found.report, found.order, found.people, found.note)
    return listen(options)


def _paper_arguments(parser: argparse.ArgumentParser) -> None:
    from fengsui_incidents.paper import arguments

    arguments(parser)


def _paper(found: argparse.Namespace) -> int:
    from fengsui_incidents.paper import run

    return run(found)
