"""The reports on the console: the only place of this plugin with Textual."""
