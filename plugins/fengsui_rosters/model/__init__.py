"""Pure decisions of the rosters: values and `now` in, decisions out."""
