"""The table of the cache, in which the limits of signing in are counted for all processes together."""

from django.core.management import call_command
from django.db import migrations


def make_table(_apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop_table(_apps, editor):
    editor.execute("DROP TABLE warreader_cache")


class Migration(migrations.Migration):
    dependencies = [("warreader", "0003_invitations")]

    operations = [migrations.RunPython(make_table, drop_table)]
