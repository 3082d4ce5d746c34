"""Texts that were stored before can be found by their copies, and their sentences by their echoes."""

from collections import defaultdict
from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

from warreader.actions import near
from warreader.text.near import echo, shingles

AT_ONCE = 50


def index(apps, schema_editor):
    """Index all texts, team by team, as those are that come in now."""
    revisions = apps.get_model("warreader", "Revision").objects.order_by("team", "pk")
    keys = revisions.values_list("team_id", "pk")
    for _team, some in groupby(list(keys), key=lambda key: key[0]):
        waiting = [key for _team, key in some]
        for at in range(0, len(waiting), AT_ONCE):
            index_some(apps, revisions.filter(pk__in=waiting[at : at + AT_ONCE]))


def index_some(apps, revisions):
    Sentence = apps.get_model("warreader", "Sentence")
    found = defaultdict(list)
    for row in Sentence.objects.filter(revision__in=[revision.pk for revision in revisions]).order_by("ordinal"):
        found[row.revision_id].append(row)
    texts, echoing = [], []
    for revision in revisions:
        for row in found[revision.pk]:
            row.echo = echo(revision.text[row.start : row.end])
        echoing += [row for row in found[revision.pk] if row.echo is not None]
        own = [revision.text[row.start : row.end] for row in found[revision.pk] if row.kind != "boilerplate"]
        texts.append(near.Text(revision.team_id, revision.article_id, revision.pk, shingles(own)))
    Sentence.objects.bulk_update(echoing, ["echo"], batch_size=200)
    near.index(texts)


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0010_arrival_digest"),
    ]

    operations = [
        migrations.AlterField(
            model_name="shingle",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warreader.team",
            ),
        ),
        migrations.RunPython(index, migrations.RunPython.noop, elidable=True),
    ]
