"""Where reports come from, how their texts follow one another, and which have the same text."""

import django.db.models.deletion
import uuid
from importlib import import_module
from django.db import migrations, models

#: the sentences' guards name the table of revisions, which SQLite makes anew here
guards = import_module("warreader.migrations.0002_guards_and_search")


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0008_newcomers"),
    ]

    operations = [
        migrations.RunPython(guards.drop_guards, guards.make_guards),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("batch", models.UUIDField()),
                ("action", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be read"),
                            ("ready", "can be looked at"),
                            ("failed", "could not be read"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("published", models.DateField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("text", models.TextField(blank=True)),
                ("sentences", models.JSONField(blank=True, default=list)),
                ("repairs", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="LostPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="NearDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resemblance", models.FloatField()),
                ("containment", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="Shingle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fit",
                    models.CharField(
                        choices=[
                            ("same", "unchanged"),
                            ("changed", "changed"),
                            ("split", "split"),
                            ("merged", "merged"),
                            ("placed", "placed by hand"),
                        ],
                        max_length=7,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_digest_once_per_team",
        ),
        migrations.AddField(
            model_name="adjudication",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="carried",
                to="warreader.adjudication",
            ),
        ),
        migrations.AddField(
            model_name="annotation",
            name="look_again",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="capture",
            name="address",
            field=models.CharField(blank=True, max_length=45),
        ),
        migrations.AddField(
            model_name="capture",
            name="charset",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="capture",
            name="container",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contents",
                to="warreader.capture",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="filename",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="capture",
            name="headers",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="capture",
            name="redirects",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="capture",
            name="repairs",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="capture",
            name="status",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="capture",
            name="url",
            field=models.URLField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="revision",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="warreader.revision",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warreader.membership",
            ),
        ),
        migrations.AddField(
            model_name="sentence",
            name="echo",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="forbids_fetching",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="capture",
            name="media_type",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="capture",
            name="software",
            field=models.CharField(max_length=200),
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
                    ("annotation carried", "carried the judgement over to the later text"),
                    ("place resolved", "put a lost place right"),
                    ("session moved", "moved the session to the later text"),
                    ("fetching changed", "said whether reports may be fetched"),
                    ("kind corrected", "corrected the kind"),
                    ("annotation changed", "judged the sentence"),
                    ("evidence changed", "changed the evidence"),
                    ("export issued", "exported the article"),
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
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentioned", "somebody mentioned you"),
                    ("replied", "somebody answered you"),
                    ("assigned", "reports wait for you"),
                    ("deadline", "a deadline is near"),
                    ("revealed", "a session was revealed"),
                    ("settled", "a session was settled"),
                    ("revised", "a report that you judged was changed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="sentence",
            index=models.Index(
                condition=models.Q(("echo__isnull", False)), fields=["team", "echo"], name="sentence_echo"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["mentioned", "replied", "assigned", "deadline", "revealed", "settled", "revised"])
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None)),
                fields=("team", "digest"),
                name="revision_digest_once_per_team",
                violation_error_message="This team has the same text already.",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warreader.article",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="capture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="warreader.capture",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="warreader.membership"
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.membership"
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="placed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warreader.sentence",
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warreader.membership",
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lost_places", to="warreader.revision"
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="sentence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.sentence"
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lost_places",
                to="warreader.annotationsession",
            ),
        ),
        migrations.AddField(
            model_name="lostplace",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
            ),
        ),
        migrations.AddField(
            model_name="nearduplicate",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="near_duplicates", to="warreader.revision"
            ),
        ),
        migrations.AddField(
            model_name="nearduplicate",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="warreader.revision"
            ),
        ),
        migrations.AddField(
            model_name="nearduplicate",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
            ),
        ),
        migrations.AddField(
            model_name="shingle",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="warreader.revision"
            ),
        ),
        migrations.AddField(
            model_name="shingle",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
            ),
        ),
        migrations.AddField(
            model_name="succession",
            name="earlier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="warreader.sentence"
            ),
        ),
        migrations.AddField(
            model_name="succession",
            name="later",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="warreader.sentence"
            ),
        ),
        migrations.AddField(
            model_name="succession",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warreader.team"
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(fields=["team", "-created_at"], name="arrival_newest"),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "ready", "failed"])), name="arrival_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True), ("capture__isnull", False), _connector="OR"
                ),
                name="arrival_ready_has_bytes",
            ),
        ),
        migrations.AddIndex(
            model_name="lostplace",
            index=models.Index(fields=["revision", "session"], name="lost_place_of_revision"),
        ),
        migrations.AddConstraint(
            model_name="lostplace",
            constraint=models.UniqueConstraint(
                fields=("session", "sentence", "author", "revision"), name="lost_place_once_per_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="lostplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("placed", None), ("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="lost_place_resolved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="nearduplicate",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="near_duplicate_once"),
        ),
        migrations.AddConstraint(
            model_name="nearduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("one", models.F("other")), _negated=True), name="near_duplicate_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="nearduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("containment__gte", 0), ("containment__lte", 1), ("resemblance__gte", 0), ("resemblance__lte", 1)
                ),
                name="near_duplicate_shares_in_range",
            ),
        ),
        migrations.AddIndex(
            model_name="shingle",
            index=models.Index(fields=["team", "value"], name="shingle_value"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("earlier", "later"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("fit__in", ["same", "changed", "split", "merged", "placed"])),
                name="succession_fit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("earlier", models.F("later")), _negated=True), name="succession_of_two"
            ),
        ),
        migrations.RunPython(guards.make_guards, guards.drop_guards),
    ]
