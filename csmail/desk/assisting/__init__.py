"""Drafts that a language model suggests: what it is shown, and what of its words may stand in a draft.

`material` gathers what is shared, `masks` hides names and numbers in it. `suggest` asks (in time, not again while
the endpoint rests), `grounding` turns into gaps what does not stand in the sources, with `tokens` and `fact_words`;
`edition` writes the draft. `by_hand` is called by `csmail drafts assist`, `passes` by a pass.
A kind of model is a file in csmail/assist.
"""
