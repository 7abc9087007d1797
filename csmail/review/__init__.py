"""The screens of `csmail review`: the queue of drafts, a conversation with its draft, people, differences, articles.

`app` runs them: keys in, a frame out. `frame` puts the zones of a screen together, `queue`, `letter` and `pages` draw
what stands in them, all as lines (`line`) without knowing the library that paints. `entries` is the order of the list,
`rows` reads what a line of it says, `opened` one conversation, all of it in threads (`work`). `deeds` does what a key
asks for, through `desk.by_hand`: a rule about drafts belongs there, never here. `keys` is the table of keys, `prompt`
the line that is typed into. Called by `cli.commands.review`, which lends what is the command line's own (`tools`).
"""
