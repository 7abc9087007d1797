"""Language models that suggest drafts, one module a kind: `openai`.

What they have in common (the prompt, the reading of the answer) is in `shared`. `desk.assisting` asks them, and
believes nothing of what they say. While no desk names a model, nothing of this package is loaded.
"""
