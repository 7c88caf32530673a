"""The field on the console; the only place of this plugin that knows Textual."""
