"""Pure decisions about drills: how one moves, when it gives way, and which are due."""
