"""What a desk did in a period, in figures. Pure: the facts come from `desk.watch.activity`, `csmail report` shows them.

`period` says which days are meant, `matter` what one conversation did until the end of them, `figures` counts (its
terms are those of the report, each in one function), `shares` has percentiles and percents, `groups` the same figures
by tag, agent, hour, customer, language, `changes` what is new against the period before. `drawing` makes bars and
sparklines, `page` the page of HTML, `plain` the text of a mail, `sheets` the tables for a spreadsheet. `plan` says when
one leaves by itself.
A new figure begins in `figures`, gets its words in `wording.sentences.reports`, and stands in all of these.
"""

from csmail.reports.period import Period
from csmail.reports.report import BY, Activity, Report, Unseen, Wanted, report

__all__ = ["BY", "Activity", "Period", "Report", "Unseen", "Wanted", "report"]
