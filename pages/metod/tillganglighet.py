"""The accessibility statement, and a form for faults that asks for no name."""

from datetime import date

import streamlit as st

from spegel import fault_reports, fmt
from spegel.ui import account, choices, scene, show, sitemap
from spegel.ui.scene import say

choices.place()
show.show_heading(say("page.tillganglighet.title"), say("tillganglighet.lead"))
account.show_texts("tillganglighet", ("covers", "status", "faults", "tested"))

current = scene.current()
with st.form("fault", clear_on_submit=False):
    lead = say("tillganglighet.form.lead", limit=fmt.count(fault_reports.MAX_LENGTH, scene.language()))
    st.html(f'<div class="text"><h2>{say("tillganglighet.form.title")}</h2><p>{lead}</p></div>')
    names = {page.id: say(page.link) for page in sitemap.visible(current.settings.audience)}
    placeholder = say("choice.placeholder")
    page = st.selectbox(
        say("tillganglighet.form.page"), list(names), format_func=names.get, key="fault_page", placeholder=placeholder
    )
    words = st.text_area(say("tillganglighet.form.words"), key="fault_words", max_chars=fault_reports.MAX_LENGTH, height=140)
    is_sent = st.form_submit_button(say("tillganglighet.form.send"), type="primary")

if is_sent and (reason := fault_reports.refusal(words)):
    show.show_message(say(f"tillganglighet.form.{reason}", shortest=fault_reports.MIN_LENGTH), is_fault=True)
elif is_sent:
    is_kept = fault_reports.keep(current.settings.warehouse, page, words, scene.language(), scene.version(), date.today())
    show.show_message(say("tillganglighet.form.thanks" if is_kept else "tillganglighet.form.full"), is_fault=not is_kept)

account.show_texts("tillganglighet", ("supervision", "written"))
