"""fengsui audit verify: recompute the journal's chain, and look for its signed heads where they are kept."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import data_folder, existing_data_folder, settings_of
from fengsui.cli.reach import read_view
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="verify|archive")
    archive = acts.add_parser("archive", help=translate(N_("list the archive's files, or show its events"), language))
    archive.add_argument("what", choices=("list", "show"))
    archive.add_argument("--after", type=int, default=0, metavar="SEQ")
    archive.add_argument("--limit", type=int, default=200, metavar="N")
    archive.add_argument("--subject", default="", metavar="ID")
    archive.add_argument("--json", action="store_true")
    verify = acts.add_parser("verify", help=translate(N_("recompute the whole chain"), language))
    verify.add_argument(
        "--heads",
        type=Path,
        metavar="FILE",
        help=translate(N_("signed heads to compare with (the settings' heads_file otherwise)"), language),
    )
    verify.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help=translate(N_("what they are signed with (heads.key in the data folder otherwise)"), language),
    )
    verify.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """1 where anything was changed unseen."""
    if given.act == "archive":
        return _archive(given)
    heads = given.heads or _heads_of_settings(given)
    verdict = _with_heads(given, heads) if heads else read_view(given, "core.verify", {})
    whole = not verdict["breaks"]
    if given.json:
        write_json({**verdict, "whole": whole})
        return 0 if whole else 1
    for line in _story(given.language, verdict, whole=whole):
        write_line(line)
    return 0 if whole else 1


def _archive(given: Namespace) -> int:
    """Reads the files alone: no server and no database is needed."""
    from itertools import islice

    from fengsui.journal.archive import rows_of, segments

    found = segments(settings_of(existing_data_folder(given.data)).archive_folder)
    if given.what == "list":
        rows = [{"file": str(one.file), "first": one.first, "last": one.last} for one in found]
    else:
        wanted = (
            row
            for one in found
            if one.last > given.after
            for row in rows_of(one)
            if row["seq"] > given.after and given.subject in ("", row["subject"])
        )
        rows = [_shown(row) for row in islice(wanted, given.limit)]
    if given.json:
        write_json(rows)
    else:
        for row in rows:
            write_line("  ".join(str(value) for value in row.values()))
    return 0


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    data = row["data"]
    return {
        "seq": row["seq"],
        "at": row["at"].isoformat(timespec="seconds"),
        "topic": row["topic"],
        "subject": row["subject"],
        "actor": row["actor"],
        "data": data.decode() if data is not None else None,
    }


def _heads_of_settings(given: Namespace) -> Path | None:
    folder = data_folder(given.data)
    return None if given.server or not folder.is_dir() else settings_of(folder).heads_place


def _with_heads(given: Namespace, heads: Path) -> dict[str, Any]:
    """Reads the database itself, server or not: what is audited does not answer for itself."""
    from fengsui.encode import to_plain
    from fengsui.journal.anchors import compare
    from fengsui.journal.archive import archived_rows
    from fengsui.journal.heads import KEY_FILE, HeadsFile, read_key
    from fengsui.journal.verifying import verify_with
    from fengsui.storage.backup import any_reading_engine

    folder = existing_data_folder(given.data)
    read = HeadsFile(heads, read_key(given.key or folder / KEY_FILE)).read()
    engine = any_reading_engine(settings_of(folder).url)
    try:
        with engine.connect() as connection, connection.begin():
            wanted = frozenset(head.seq for head in read[0])
            verdict, hashes = verify_with(connection, archived_rows(settings_of(folder).archive_folder), wanted)
            anchored = compare(connection, read, hashes)
    finally:
        engine.dispose()
    plain: dict[str, Any] = to_plain(verdict)
    return {**plain, "heads": to_plain(anchored), "breaks": [*verdict.breaks, *anchored.breaks]}


def _story(language: str, verdict: dict[str, Any], *, whole: bool) -> list[str]:
    if whole:
        said = N_("The chain of {events} events is whole ({erased} erased by law).")
    else:
        said = N_("The chain of {events} events is BROKEN ({erased} erased by law):")
    lines = [translate(said, language, events=verdict["events"], erased=verdict["erased"])]
    lines += [f"  {broken}" for broken in verdict["breaks"]]
    said = N_("Event {seq}, {at}: {events} events erased by {by} for {basis} ({reason}) {kind} {thing}")
    lines += [f"  {translate(said, language, **seen)}".rstrip() for seen in verdict["erasures"]]
    lines.append(translate(N_("Head: {head}"), language, head=verdict["head"]))
    if heads := verdict.get("heads"):
        last = heads["last"] or {"seq": 0, "at": "-"}
        said = N_("Signed heads: {heads}, {given_up} of them given up by a restore; the last at event {seq}, {at}")
        lines.append(translate(said, language, **heads | {"seq": last["seq"], "at": last["at"]}))
    return lines
