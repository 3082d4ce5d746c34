"""Owners say the licence of the annotations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warreader", "0014_edition_choices"),
    ]

    operations = [
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
                    ("licence changed", "changed the licence of the annotations"),
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
    ]
