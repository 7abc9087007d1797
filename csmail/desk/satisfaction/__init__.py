"""How customers found our service: asked by mail, read from their answers.

`asked` notes that a survey leaves. Whether and when somebody is asked is `actions.ask`. Called by
`intake.due_conversation`.
"""
