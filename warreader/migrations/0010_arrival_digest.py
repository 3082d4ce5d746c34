"""What an arrival's text is compared by, and what names those that came together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warreader", "0009_imports_and_continuity")]

    operations = [
        migrations.AddField(
            model_name="arrival",
            name="digest",
            field=models.CharField(blank=True, max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="arrival", index=models.Index(fields=["member", "batch"], name="arrival_batch")
        ),
    ]
