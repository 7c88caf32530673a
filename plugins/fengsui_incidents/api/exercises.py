"""How a drill becomes an incident: through the very same path as a real one, marked as an exercise throughout.

The drills plugin asks for `ExerciseIncidents` in the unit that starts or ends a drill; the incidents plugin provides
it (`Provider(protocol=ExerciseIncidents, make=…)`), so that state and events of both are committed together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fengsui_incidents.api.words import Count


class ExerciseIncidents(Protocol):
    """Answered by the incidents plugin, only inside a unit that is bound to the exercise (`unit.enter(exercise)`).

    Everything recorded by it and by whatever follows from the incident (orders, facts, escalations) carries
    `exercise`, so that no client can take it for the real thing.
    """

    def open(
        self,
        *,
        exercise: str,
        title_zh: str,
        title_en: str,
        site: str | None,
        lat: float | None,
        lon: float | None,
        plan: str | None,
        figures: Mapping[Count, int | None],
    ) -> str:
        """Reports and assesses the drill's incident, as the command `incidents.report` would, and returns its id.

        `site` is the id of a plans' Site; without one, `lat` and `lon` (degrees WGS-84) say where, or nothing does.
        `plan` is the digital plan to exercise instead of the one that would be proposed. Nothing is dispatched: the
        controller's people do that by the same commands as in a real night.
        """
        ...

    def end(self, *, exercise: str, incident: str, reason: str) -> None:
        """Ends the drill's incident: stands down every order that is still open and closes it, with `reason`.

        Does nothing where the incident is closed already. Real orders are untouched: the exercise must match.
        """
        ...
