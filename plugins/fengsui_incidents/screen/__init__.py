"""The incidents' screens: board, intake, dispatch. The only part of the plugin that knows Textual.

Each is named by its own module: the board stands before the intake and the model behind it have been imported.
"""
