"""The watchdog: a light parent that sees a server which no longer turns, names the plugin, and starts it again.

`vitals` is what the server's threads write and the parent reads; `supervisor` is the parent; `dumps` and `blame` name
a plugin from the stacks; `marks` is what a restarted server leaves out until an administrator releases it.
"""
