"""The handover's console screen: the only place with Textual."""
