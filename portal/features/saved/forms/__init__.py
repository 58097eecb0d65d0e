"""Forms of what people keep and say."""

from portal.features.saved.forms.answers import AnswerForm
from portal.features.saved.forms.lists import ChangeForm, ListForm

__all__ = ["AnswerForm", "ChangeForm", "ListForm"]
