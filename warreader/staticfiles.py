"""Static files as they are collected for production."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT_LINES = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


def without_comments(script: bytes) -> bytes:
    """Return a script of ours without the lines that are only a comment: they are a tenth of what it weighs."""
    return COMMENT_LINES.sub(b"", script)


class LeanStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's files, compressed and named by their content; our own scripts without comments."""

    def _save(self, name: str, content: Any) -> str:
        if name.startswith("js/"):
            content.seek(0)
            content = ContentFile(without_comments(content.read()))
        return super()._save(name, content)
