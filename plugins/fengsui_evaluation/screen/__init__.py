"""The evaluation's console screen: the only place with Textual."""
