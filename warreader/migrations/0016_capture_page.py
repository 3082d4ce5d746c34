"""What the page at the address of received bytes is found by."""

from typing import Any

from django.db import migrations, models

from warreader.text.web import page_key


def fill(apps: Any, schema_editor: Any) -> None:
    captures = apps.get_model("warreader", "Capture").objects.using(schema_editor.connection.alias)
    for pk, url in list(captures.exclude(url="").values_list("pk", "url")):
        captures.filter(pk=pk).update(page=page_key(url))


class Migration(migrations.Migration):
    dependencies = [("warreader", "0015_licence_event")]

    operations = [
        migrations.AddField(
            model_name="capture", name="page", field=models.CharField(editable=False, max_length=32, null=True)
        ),
        migrations.AddIndex(model_name="capture", index=models.Index(fields=["team", "page"], name="capture_page")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
