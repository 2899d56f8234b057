"""Charts: figures → geometry, as frozen values that the SVG templates draw.

No files, no HTML, no words: texts come in as they are shown. Lengths are CSS pixels at the scale at
which a drawing is made, x from the start of the line, y from the top; where a page is read from
right to left, a drawing is mirrored whole, its time axis with it.

`drawing` holds what can be drawn, `scale`, `dates` and `text` what every chart measures with, `rows`
and `series` the two layouts that several charts share; then a module for each chart.
"""
