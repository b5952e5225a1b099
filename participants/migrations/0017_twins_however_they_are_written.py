from django.db import migrations, models
from django.db.models import Func, Q, Value
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """The same number of a licence, with other blanks, dots or dashes in it."""

    dependencies = [("participants", "0016_an_application_has_no_number")]
    operations = [
        migrations.RemoveIndex("milestone", "milestone_of_a_number"),
        migrations.AddIndex(
            "milestone",
            models.Index(
                Upper(Func("number", Value(" .-"), Value(""), function="translate")),
                name="milestone_of_a_number",
                condition=Q(kind="licence"),
            ),
        ),
    ]
