"""The tone of a mail, pure and without a model: how a customer feels, told by word lists, with the words that show it.

`mood` recognises upset and urgent customers: `judge` adds up what `signs` and `deadlines` find. `tokens` folds spelling,
`phrases` matches the lists of `words/`. `asked` is what everybody else calls: the mood of a message or of a situation.
Called by `rules.values` (the condition), by actions that a machine must not do to upset customers, by the command line.
A word that is missing belongs into `words/`; what a word counts into `signs`; what a negation does into `context`.
"""
