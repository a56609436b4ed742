"""The use cases of the window: identify, quote, settle, make up, refund.

What calls out is a generator of steps without I/O (`road`), which decides by pure functions (`plan`, `outcomes`); a
driver of a few lines runs it on a thread with the real store and socket.
"""
