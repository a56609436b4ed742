"""The desktop's print system: hands a file to a queue, and asks what became of it and how the printer is.

It knows neither papers nor claims, no claim waits for it, and every call may take seconds: none belongs on the window's
thread.
"""
