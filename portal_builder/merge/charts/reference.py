"""What the docs say of the charts: what each draws, from when on, and what it leaves out of many."""

from __future__ import annotations

from portal_builder.figures import flow, over_time
from portal_builder.merge.charts import (
    goals,
    issues,
    money,
    record,
    retainer,
    risks,
    schedule,
    waterfall,
)

ABOUT = (
    "Charts are drawn when a site is built, as SVG, each in two forms: a wide one, and a narrow one "
    "where there are fewer than 680 pixels of room (560 in a card). No text is smaller than 12 pixels in "
    "either. A chart's title says what it shows, in a sentence that is computed like any figure; "
    "beneath stands a folded table with every number that is drawn, unfolded in print. Where there "
    "is too little data for an honest drawing, a sentence says so."
)

HEAD = ("page", "what is drawn", "from", "of many")

ROWS = (
    (
        "schedule",
        "milestones by date: signed, agreed, expected, done, each move with its reason",
        f"{schedule.LEAST} milestones with a date",
        f"{schedule.MOST}: the open ones that lie furthest beyond what is agreed, then those done last",
    ),
    (
        "budget",
        "from the signed budget over each approved change to the estimate; what is spent",
        "an amount spent, a change approved, or an estimate other than what is agreed",
        f"the {waterfall.MOST} largest changes, in the order of decision; the rest in one step",
    ),
    (
        "budget",
        "planned, earned and spent over time, the estimate and its range",
        f"spending in {money.LEAST} months",
        f"the ends of months, quarters or years, at most {over_time.MOST_ENDS}",
    ),
    (
        "budget",
        "a retainer's months: included, carried over, used, left",
        f"{retainer.LEAST} months",
        f"the last {retainer.MOST} months",
    ),
    (
        "issues",
        "issues opened and resolved by week, month, quarter or year",
        f"{issues.LEAST} issues, over 2 weeks",
        f"the shortest of these spans of which {flow.MOST_SPANS} are enough",
    ),
    (
        "issues",
        "how long open issues have been open",
        f"{issues.LEAST_OPEN} open issues, one of them older than a day",
        f"the {issues.MOST_OPEN} oldest",
    ),
    (
        "goals",
        "each goal's measurements, its start and its target",
        f"measurements on {goals.LEAST} days",
        f"the last of each month, quarter or year, at most {goals.MOST}",
    ),
    (
        "risks",
        "open risks by probability and impact",
        f"{risks.LEAST} open risks with both ratings",
        "counted by field where their ids have no room",
    ),
    (
        "every change",
        "agreed, expected and spent money, the end as expected, and the items in scope, as they stood at "
        "each revision",
        f"another value on {record.LEAST} days",
        f"the last of each month, quarter or year, at most {record.MOST}",
    ),
)

GRAMMAR = """\
## How to read them

- Signed is hollow, agreed is outlined, expected is filled, done is a solid square. The day of the facts is a thin
  line with its date. What lies beyond the agreed date is thick, in the colour of its state.
- Signed money is plain, approved changes are hatched, spent is solid, the estimate is a marker.
- Bars begin at zero and are as long as their number, on one scale. Lines of measurements begin at zero
  too, unless differences would be less than a tenth of the greatest number: then the scale begins
  near the least, and the subtitle says where.
- Marks are named where they first stand; there is no legend. Colour says nothing that a shape, a
  pattern or a word does not say.
- Money over time is told in whole units once an amount reaches 1,000; other charts show pence
  where an agreed or spent amount has any.
- Where a page is read from right to left, so are its charts: time runs from right to left, and bars
  grow from the right.

In the SVG each mark carries the number or day that it stands for as `data-value` and `data-date`. A chart's
figure has the id `chart-<name>`: `chart-schedule`, `chart-waterfall`, `chart-money`, `chart-retainer`,
`chart-flow`, `chart-ages`, `chart-risks`, `chart-record-money`, `chart-record-end`, `chart-record-scope`, and
`chart-g-1-goal` for the goal G-1."""
