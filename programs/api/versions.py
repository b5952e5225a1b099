"""Changes that say of which version of a record they are: of another one by now, nothing is changed."""

from django.utils.translation import gettext_lazy as _

from okoce.core.bodies import Body, Number
from okoce.core.problems import Conflict


class PresentVersion(Number):
    """The version that the record has; another one is a conflict."""

    def found(self, version: int) -> int:
        if version != self.context["record"].version:
            sentence = _("The record changed since you read it: read it again, then say what you change.")
            raise Conflict("version_stale", sentence, field=self.field_name or "")
        return version


class OfVersion(Body):
    """What a change of a record that is checked takes too."""

    version = PresentVersion(
        required=False,
        min_value=1,
        help_text=_("The version that you read: if it is another one by now, nothing is changed. Left out: any."),
    )
