"""The command line in Indonesian: a row for each sentence that `wording.spoken` and the help are asked for.

`rows` joins them; one file a subject. Loaded only under an Indonesian locale or `CSMAIL_LANG=id`. The key is the
English sentence as the source has it, of a help text one paragraph, so that a change there asks for one here: the
tests want a row for each sentence and a sentence for each row.
"""
