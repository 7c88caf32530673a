"""One night, from the call to the closing and the morning after, played through the real server.

Several processes: the server (killed and started again on the way), teams' terminals, and this one, in which the
officer, the duty leader and the other teams act over real HTTP and real websockets.
"""
