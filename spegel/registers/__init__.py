"""The municipality's own registers: what they hold, their templates, reading, validation and keeping.

`schema` says what a register is, from `data/registers`; `template` writes an empty one to fill in; `reading` makes cells of a
file; `validation` makes typed rows or a list of everything that is wrong; `mapping` reads the exports of other systems;
`store` keeps accepted imports. `importing` is the way through them.
"""
