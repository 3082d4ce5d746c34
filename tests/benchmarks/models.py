"""The floor's table."""

from django.db import models


class Row(models.Model):
    """What the floor's view inserts."""

    text = models.CharField(max_length=100)

    objects: "models.Manager[Row]" = models.Manager()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.text
