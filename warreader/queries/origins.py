"""Where an article's text comes from: the bytes that it was read from, and how they came."""

from dataclasses import dataclass

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from warreader.models import Capture
from warreader.places import Place

#: what stands at the end of a download's name, by the media type of its bytes: nothing that a browser would run
SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html.txt",
    "application/xhtml+xml": ".xhtml.txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a place comes from."""

    #: without its bytes
    capture: Capture
    #: of the bytes
    size: int
    #: the name under which they are downloaded
    name: str

    @property
    def elsewhere(self) -> bool:
        """Whether the bytes are not here: the text came with annotations, out of another installation."""
        return self.size == 0

    @property
    def way(self) -> str:
        """How the bytes came in, and so who vouches for their address."""
        if self.elsewhere:
            return _("with annotations, in a file of another installation; the bytes were received there")
        if self.capture.status is not None:
            return _("fetched by this server from the address below")
        if self.capture.filename:
            return _("brought as a file")
        if self.capture.url:
            return _("handed over from a browser, which named the address; this server did not ask there")
        return _("pasted") if self.capture.importer == "pasted" else _("brought in by hand")


def origin_of(place: Place) -> Origin:
    """Return where the text that is read at a place comes from."""
    rows = Capture.objects.visible_to(place.viewer).select_related("received_by", "container")
    rows = rows.defer("content", "container__content").annotate(size=Length("content"))
    capture = rows.get(pk=place.revision.capture_id)
    return Origin(capture, capture.size, download_name(place, capture))


def download_name(place: Place, capture: Capture) -> str:
    """Return the name of a download: the article's id, the digest's beginning, and a suffix that no browser runs."""
    essence = capture.media_type.partition(";")[0].strip().lower()
    return f"{place.article.public_id}-{capture.sha256[:8]}{SUFFIXES.get(essence, '.bin')}"
