"""What each code of a reason means, for people: code to (English, Indonesian), one file a subject.

A sentence names its facts as {fact}; a piece in [square brackets] falls away when a fact in it is missing. The fact
`why` may be a code itself and is then put in words too, its own facts being those that begin with `why_`; a number
of things names their noun, {messages:message|messages}; `detail` stands in brackets at the end of any sentence.
Read by `wording.reasons` alone, which lists the files here. A new code needs both sentences: a test looks.
"""
