"""What a person sees and touches. The only package that imports streamlit.

A page is a scene: it lets the visitor choose (`choices`), asks for rows (`data`) and shows them (`show`).
`frame` draws what surrounds every page; `scene` is what one run of one page knows.
"""
