"""The rules of rules.yaml: conditions under `when`, actions under `then`.

`rules` reads a rule, `when`, `when_text` and `when_facts` its conditions, `then` its actions. A new condition: a
class in `csmail/rules/conditions.py` and its reader here.
"""
