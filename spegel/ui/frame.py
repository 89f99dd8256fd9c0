"""What surrounds every page: head, menu, language, messages, foot, and what happens when something goes wrong."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from html import escape

import streamlit as st

from spegel import i18n, settings
from spegel.core import WarehouseError
from spegel.ui import access, choices, data, scene, sitemap
from spegel.ui.scene import say

_LOG = logging.getLogger("spegel.incident")


def run() -> None:
    """Draw the page the address asks for, with its frame. Called once a rerun, from `app.py`."""
    configured = settings.from_environment()
    language = choices.language()
    scripts = {
        page.url_path: st.Page(page.path, title=page_title(page, language), url_path=page.url_path, default=not page.url_path)
        for page in sitemap.visible(configured.audience)
    }
    script = st.navigation(list(scripts.values()), position="hidden")
    page = next(page for page in sitemap.pages() if page.url_path == script.url_path)
    st.set_page_config(page_title=page_title(page, language), layout="wide")
    current = scene.begin(scene.Scene(language, page, configured))
    if language != i18n.DEFAULT_LANGUAGE:
        current.chosen["sprak"] = language

    current.notes = st.container(key="page_notes")
    with st.container(key="page_main"):
        _body(current, script)
    # What the page chose decides where the links lead: so the frame is finished last.
    choices.unread()
    _describe(current)


def page_title(page: sitemap.Page, language: str) -> str:
    """What stands in the tab of the browser."""
    return i18n.text("frame.tab", language, page=i18n.text(page.title, language))


def report_incident(error: Exception) -> str:
    """Log an unexpected error with its trace, on the server only; returns the number the visitor may quote."""
    incident = secrets.token_hex(4)
    _LOG.error("incident %s", incident, exc_info=error)
    return incident


def on_script_error(error: Exception) -> bool:
    """For errors outside a page, such as in a callback: the same sentence and number. True keeps Streamlit from its own words."""
    incident = report_incident(error)
    st.html(f'<p class="fault" role="alert">{i18n.text("frame.fault", choices.language(), incident=incident)}</p>')
    return True


def _body(current: scene.Scene, script) -> None:
    try:
        current.warehouse = data.pin(current.settings)
    except WarehouseError as error:
        _no_version(error)
        return
    try:
        if current.page.audience == "officials":
            access.show_name(access.official())
        script.run()
    except scene.PageEndsError:
        return
    except access.RefusedError as refused:
        access.show_door(refused.reason)
    except Exception as error:  # the last line: nobody is to meet a trace
        incident = report_incident(error)
        st.html(f'<p class="fault" role="alert">{say("frame.fault", incident=incident)}</p>')


def _no_version(error: WarehouseError) -> None:
    """Nothing is published yet, or it cannot be opened: say how to build."""
    reasons = "".join(f"<p>{escape(i18n.explain(problem, scene.language()))}</p>" for problem in error.problems)
    st.html(
        f'<div class="text"><h1>{say("frame.no_version.title")}</h1><p>{say("frame.no_version.what")}</p>'
        f"<p><code>python -m spegel build</code></p><p>{say('frame.no_version.then')}</p><div class='empty'>{reasons}</div></div>"
    )


def head(page: sitemap.Page, language: str, audience: str, chosen: Mapping[str, str], place: str) -> str:
    """Product, place, pages and language. `shell.js` puts it where it belongs; the server sends it with the first page."""
    groups = sitemap.menu(audience)
    entries = "".join(
        _entry(pages[0], i18n.text(f"group.{group}", language), chosen, _here_or_under(page, pages))
        for group, pages in groups.items()
    )
    siblings = groups.get(page.group, ())
    below = "".join(_entry(other, i18n.text(other.link, language), chosen, _here(other, page)) for other in siblings)
    siblings_name = i18n.text("frame.siblings", language, group=i18n.text(f"group.{page.group}", language)) if page.group else ""
    other_language = _other_language(language)
    switch = escape(scene.address(page, {**chosen, "sprak": other_language}, keeps_all=True))
    return (
        f'<p class="product"><b>{i18n.text("frame.product", language)}</b><span>{escape(place)}</span></p>'
        f'<nav aria-label="{i18n.text("frame.menu", language)}"><ul>{entries}</ul></nav>'
        f'<p class="language"><a href="{switch}" lang="{other_language}">{i18n.text("frame.language", other_language)}</a></p>'
        + (f'<nav class="siblings" aria-label="{siblings_name}"><ul>{below}</ul></nav>' if len(siblings) > 1 else "")
    )


def foot(page: sitemap.Page, language: str, audience: str, chosen: Mapping[str, str], version: str) -> str:
    """Source, version, method and accessibility."""
    links = "".join(
        _entry(other, i18n.text(other.link, language), chosen, _here(other, page))
        for other in sitemap.visible(audience)
        if other.id in ("metod", "tillganglighet")
    )
    written = i18n.text("frame.version", language, version=version) if version else ""
    return f"<ul>{links}</ul><p>{i18n.text('frame.source', language)} {escape(written)}</p>"


def _entry(page: sitemap.Page, label: str, chosen: Mapping[str, str], mark: str) -> str:
    return f'<li><a href="{escape(scene.address(page, chosen))}"{mark}>{escape(label)}</a></li>'


def _here_or_under(page: sitemap.Page, group: tuple[sitemap.Page, ...]) -> str:
    """The mark of a menu entry: the page itself, or what the page is found under."""
    return _here(page, group[0]) or (' aria-current="true"' if page in group else "")


def _here(page: sitemap.Page, current: sitemap.Page) -> str:
    return ' aria-current="page"' if page == current else ""


def _describe(current: scene.Scene) -> None:
    """What `shell.js` needs to know of the page."""
    described = {
        "page": current.page.address,
        "language": current.language,
        "title": page_title(current.page, current.language),
        "skip": say("frame.skip"),
        "open": say("choice.open"),
        "upload": say("import.upload.choose"),
        "remove": say("import.upload.remove"),
        "refused": say("import.upload.refused"),
        "choices": "&".join(f"{name}={value}" for name, value in sorted(current.chosen.items())),
        "announcement": current.announcement or say(current.page.title),
    }
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in described.items())
    frame = (current.page, current.language, current.settings.audience, current.chosen)
    version = current.warehouse.version if current.warehouse else ""
    st.html(
        f'<div class="page-state" hidden {attributes}><div data-for="huvud">{head(*frame, current.place)}</div>'
        f'<div data-for="fot">{foot(*frame, version)}</div></div>'
    )


def _other_language(language: str) -> str:
    return next(other for other in i18n.LANGUAGES if other != language)
