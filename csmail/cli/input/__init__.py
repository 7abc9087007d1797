"""What people type and edit, made into what the desk understands.

Ids and their beginnings, files of mails, an edited draft, the configuration that was meant. Called by `commands`.
Whatever is wrong with it is told with its place and a remedy.
"""
