"""One desk at work: a mail taken in, an action by hand, what is due.

`intake` is one pass, `by_hand` what a person asks for, `effects` turns decided steps into changes and mails, `watch`
looks whether all is well; what several of them ask lies beside them: `numbering` watches the UIDs, `sent_state` is what
is known of the Sent mailbox, `holds` counts what is held, `believed_clock` says how far the clock is believed,
`decide_again` commits; `situation` is what rules and actions look at. Everything decides with `rules`, writes through
`ports.Store` and prints nothing. A condition about mail belongs into `mail`, an adapter's detail into its folder.
"""
