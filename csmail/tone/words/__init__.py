"""Word lists of our own, as data: what customers write, in Indonesian and English, formal, chat and regional.

`slang` undoes spelling; `grammar` holds negations, conditions, third persons and numbers; `feelings_*`, `faults_*` and
`urgent_*` hold what each language says; `courtesy_*` what is looked for in letters of our own. The syntax of a line is
told in `tone.phrases`, that of a letter's phrase in `tone.checks.phrase_index`. Lists are general: what native
speakers write, never the sentence of one mail.
"""
