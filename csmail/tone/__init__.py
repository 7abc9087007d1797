"""The tone of a mail, pure and without a model: how a customer feels, and how we sound, told by word lists.

`judge` adds up what `signs` and `deadlines` find in a text. `tokens` folds spelling, `phrases`
matches the lists of `words/`. `asked` is what everybody else calls: the mood of a message or of a situation.
Called by `rules.conditions`, by `actions.reply` (a machine does not answer the upset), by the command line.
`lint` is the other half: what is to be said of a text of ours before a customer reads it, by the checks in `checks`.
A word that is missing belongs into `words/`; what a word counts into `signs`; what a negation does into `context`.
"""
