"""A reason is one of the nouns of the model. It lives in `csmail.reason`, below the errors, which carry one too."""

from csmail.reason import Reason

__all__ = ["Reason"]
