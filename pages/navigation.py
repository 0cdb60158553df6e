"""Which pages there are: runs first at every visit, then the page."""

import streamlit as st

from mmfusion.ui import rail
from mmfusion.ui.shell import choices, frame, lessons
from mmfusion.ui.shell.state import SHARED, View
from mmfusion.ui.shell.tab import tab
from mmfusion.ui.shell.visits import VISITS

with VISITS.visit():
    View(SHARED)  # the link says the language, in which all that follows is written
    frame.begin()
    page = st.navigation(lessons.pages(), expanded=True)
    tab(page.url_path)
    lesson = lessons.of(page)
    rail.write(lesson)
    besides = choices.written()
    page.run()
    choices.note(lesson.name, besides)
    rail.complete(lesson)
