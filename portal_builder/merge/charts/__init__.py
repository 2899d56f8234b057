"""Charts in words: figures → what a chart says, its two forms, and the table beneath it.

A module for each page that has charts. Each function gives the HTML of one chart; a sentence where
there is too little data for an honest drawing; nothing where there is none at all.
"""

from __future__ import annotations

from portal_builder.merge.charts.goals import goal_chart
from portal_builder.merge.charts.issues import ages_chart, flow_chart
from portal_builder.merge.charts.money import money_chart
from portal_builder.merge.charts.record import record_charts
from portal_builder.merge.charts.retainer import retainer_chart
from portal_builder.merge.charts.risks import risk_chart
from portal_builder.merge.charts.schedule import schedule_chart
from portal_builder.merge.charts.waterfall import waterfall_chart

__all__ = [
    "ages_chart",
    "flow_chart",
    "goal_chart",
    "money_chart",
    "record_charts",
    "retainer_chart",
    "risk_chart",
    "schedule_chart",
    "waterfall_chart",
]
