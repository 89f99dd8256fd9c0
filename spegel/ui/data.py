"""Rows for a page. The only caches of the interface.

The key of every cache is the published version together with the dataset and its parameters. A version never
changes, so nothing expires; a new version is simply another key.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from spegel import query, warehouse
from spegel.charts.chart import Chart
from spegel.settings import Settings
from spegel.ui import scene


def pin(settings: Settings) -> warehouse.Warehouse:
    """The version that is current now; the scene keeps it to the end of the rerun.

    Raises WarehouseError when nothing is published.
    """
    return warehouse.open_current(settings.warehouse)


def dataset(name: str, **parameters: object) -> pl.DataFrame:
    """The rows of a dataset, columns as its contract says. Raises QueryError for parameters it does not take."""
    current = scene.current()
    return rows(scene.version(), name, tuple(sorted(parameters.items())), current.warehouse)


# Kept as they are and not copied for each visitor, as `st.cache_data` would: nothing changes a frame in place.
@st.cache_resource(show_spinner=False, max_entries=2_000)
def rows(version: str, name: str, parameters: tuple[tuple[str, object], ...], _warehouse: warehouse.Warehouse) -> pl.DataFrame:
    """`dataset`, with everything it depends on as arguments (streamlit leaves `_warehouse` out of the key)."""
    return query.run(_warehouse, name, **dict(parameters))


@st.cache_resource(show_spinner=False, max_entries=400)
def drawn(key: tuple[object, ...], _build: Callable[[], Chart]) -> Chart:
    """The chart that `_build` gives, once for all visitors. `key` names everything it depends on, the version too."""
    return _build()
