from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0007_notice_unread"),
    ]

    operations = [
        migrations.AddField(
            model_name="annotationsession",
            name="takes_newcomers",
            field=models.BooleanField(default=False),
        ),
    ]
