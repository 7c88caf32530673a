"""What a bureau's own rule rows must be: refused whole with every fault, passed over where one is there."""

from fengsui_incidents.model.rule_rows.checking import faults_of_row, sound

__all__ = ["faults_of_row", "sound"]
