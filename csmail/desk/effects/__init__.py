"""From decided steps to what is committed: `collect` gathers changes, `letters` writes mails, `variables` is what a
template may use, `gaps` what still has to be filled in before words may leave, `receipts` says why,
`prepared_answers` are those that a survey holds.

Called by `intake.batch` and `by_hand`. A new effect needs a case in `collect`; the type checker names the place.
"""
