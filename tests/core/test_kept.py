"""What is kept of a plugin's files is kept by what they say: another text is read anew, and nobody can spoil it."""

from __future__ import annotations

from pathlib import Path

from fengsui.roles import read_roles
from fengsui.rules import read_rules
from fengsui.storage.migrate import Schema

RULES = "- {key: beds, value: {most: [%s]}, basis: ours, certainty: design}\n"
MIGRATION = "revision = %r\ndown_revision = %r\n"


def test_a_rule_that_is_changed_in_the_file_or_by_a_caller(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES % 1)
    read_rules(file)[0].value["most"].append(9)
    assert read_rules(file)[0].value == {"most": [1]}
    file.write_text(RULES % 2)
    assert read_rules(file)[0].value == {"most": [2]}


def test_a_role_that_is_changed_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "roles.yaml"
    file.write_text("clerk: {permissions: [beds.read]}")
    read_roles(file).clear()
    assert [role.permissions for role in read_roles(file)] == [{"beds.read"}]
    file.write_text("clerk: {permissions: [beds.write]}")
    assert [role.permissions for role in read_roles(file)] == [{"beds.write"}]


def test_a_migration_that_comes_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "0001_first.py").write_text(MIGRATION % ("beds_0001", None))
    schema = Schema("beds", tmp_path)
    assert schema.script().get_heads() == ["beds_0001"]
    assert schema.script() is schema.script()
    (tmp_path / "0002_more.py").write_text(MIGRATION % ("beds_0002", "beds_0001"))
    assert schema.script().get_heads() == ["beds_0002"]
