"""The checks of the courtesy lint: functions from a prepared letter to the places of which something is to be said.

`split` makes sentences and words of a text, `phrase_index` finds the phrases of the word lists in it, `letter` holds
both for one text. `words` checks single phrases, `sentences` whole ones, `frame` greeting, thanks and closing,
`address_forms` how the reader is addressed, `shouting` capitals and marks, `placeholders` what a template left.
Called by `tone.lint` alone. A phrase that is missing belongs into `tone.words`; a new check also into `lint.LEVELS`.
"""
