"""Settled articles that anybody with the link may read; the licence under which a team gives its work away."""

import django.db.models.deletion
import uuid
import warreader.models.publishing
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0011_near_duplicates"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="licence",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("team created", "made the team"),
                    ("team renamed", "renamed the team"),
                    ("member added", "took somebody into the team"),
                    ("role changed", "changed a role"),
                    ("ownership handed over", "handed the team over"),
                    ("member left", "left the team"),
                    ("member removed", "removed somebody from the team"),
                    ("invitation made", "made an invitation"),
                    ("invitation revoked", "revoked an invitation"),
                    ("invitation used", "came by an invitation"),
                    ("article added", "added the article"),
                    ("article revised", "added a later text of the article"),
                    ("sentences corrected", "corrected where sentences begin and end"),
                    ("annotation carried", "had the judgement carried over to the later text"),
                    ("place resolved", "put a lost place right"),
                    ("session moved", "moved the session to the later text"),
                    ("fetching changed", "said whether reports may be fetched"),
                    ("kind corrected", "corrected the kind"),
                    ("annotation changed", "judged the sentence"),
                    ("evidence changed", "changed the evidence"),
                    ("export issued", "exported the article"),
                    ("bundle issued", "exported several articles"),
                    ("work imported", "brought annotations in"),
                    ("member placed", "made a place for somebody whose work was brought in"),
                    ("article published", "published the article"),
                    ("publication corrected", "corrected the published article"),
                    ("publication withdrawn", "withdrew the published article"),
                    ("session made", "made the session"),
                    ("article finished", "finished the article"),
                    ("article resumed", "took up the article again"),
                    ("session revealed", "revealed the session"),
                    ("session closed", "closed the session"),
                    ("assignments changed", "changed who judges what"),
                    ("session changed", "changed the session"),
                    ("session deleted", "deleted the session"),
                    ("sentence taken", "took the sentence"),
                    ("sentence left", "left the sentence to others"),
                    ("sentence keyed", "said whether it is a key sentence"),
                    ("sentence settled", "settled the sentence"),
                    ("verdict named", "named the article's verdict"),
                    ("commented", "commented"),
                    ("comment changed", "changed a comment"),
                    ("comment deleted", "deleted a comment"),
                    ("thread resolved", "resolved a discussion"),
                    ("thread reopened", "opened a discussion again"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "token",
                    models.CharField(
                        default=warreader.models.publishing.new_token, editable=False, max_length=43, unique=True
                    ),
                ),
                ("names", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="warreader.article",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.membership"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warreader.annotationsession",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warreader.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("correction", models.TextField(blank=True)),
                ("answers", models.JSONField(default=dict)),
                ("jsonld", models.TextField()),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.membership"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="warreader.publication",
                    ),
                ),
            ],
            options={
                "ordering": ["publication", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("token", ""), _negated=True), name="publication_has_token"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_withdrawn_by_somebody_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("publication", "number"), name="edition_number_once_per_publication"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction", ""), ("number", 1)),
                    models.Q(("number__gt", 1), models.Q(("correction", ""), _negated=True)),
                    _connector="OR",
                ),
                name="edition_says_what_it_corrects",
            ),
        ),
    ]
