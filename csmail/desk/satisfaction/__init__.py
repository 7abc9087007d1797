"""How customers found our service: asked by mail, read from their answers.

`asked` notes that a survey leaves, `answers` says what an arrival is that answers one, `ratings` lists them. Whether
and when somebody is asked is `actions.ask`, what words mean `tone.rating`. Called by `intake.due_conversation`,
`intake.batch` and the command line.
"""
