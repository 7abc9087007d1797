"""Sentences for people, in Indonesian and English, and what makes text harmless before it is shown.

Codes come from the decisions; here they get their words. Called where something is shown or written.
"""
