"""What an editor chose to go out with an edition of a published article."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0013_brought_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="choices",
            field=models.JSONField(default=dict),
        ),
    ]
