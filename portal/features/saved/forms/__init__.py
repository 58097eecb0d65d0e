"""Forms of what people keep and say."""

from portal.features.saved.forms.answers import AnswerForm

__all__ = ["AnswerForm"]
