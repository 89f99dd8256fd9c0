"""Charts as pure functions: a frame and what it is about go in, a Chart comes out.

Nothing here reads a database or draws a page.
"""
