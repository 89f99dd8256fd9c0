"""Demokratispegeln: the ASGI app (`uvicorn app:app`, `streamlit run app.py`) and the script it runs for every visitor."""

import streamlit as st

from spegel import server
from spegel.ui import frame

app = st.App(
    __file__,
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
    on_script_error=frame.on_script_error,
)

if __name__ == "__main__":
    frame.run()
