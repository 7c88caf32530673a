"""Replays a seed: `python -m tests.simulator SEED [--hours N]` prints its history and what it broke."""

from __future__ import annotations

import argparse
import logging
import sys

from tests.simulator.world import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("seed", type=int)
    parser.add_argument("--hours", type=float, default=24.0, help="simulated ones; the whole day without it")
    parser.add_argument("--cases", type=int, default=0, help="incidents; as many as a day brings without it")
    parser.add_argument("--nodes", type=int, default=1, choices=(1, 2), help="of one centre, on one database")
    parser.add_argument("--quiet", action="store_true", help="only the end, not the history")
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    outcome = run(given.seed, given.hours, cases=given.cases, nodes=given.nodes)
    if not given.quiet:
        sys.stdout.write("\n".join(outcome.lines) + "\n")
    said = f"{outcome.hours:g} h, {outcome.events} events, {outcome.faults} faults, history {outcome.digest}\n"
    sys.stdout.write(said)
    if outcome.breaks:
        sys.stdout.write(outcome.report() + "\n")
    return 1 if outcome.breaks else 0


if __name__ == "__main__":
    sys.exit(main())
