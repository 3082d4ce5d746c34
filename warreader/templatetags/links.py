"""Links that lead out of here."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from warreader.exports.addresses import web_address

register = template.Library()


@register.simple_tag
def web_link(url: str, label: str = "") -> SafeString:
    """Return a link to a page of the web, which learns nothing of where it was followed; any other address as text."""
    if not web_address(url):
        return format_html("<bdi>{} ({})</bdi>" if label else "<bdi>{1}</bdi>", label, url)
    return format_html('<a href="{}" rel="noopener noreferrer nofollow" dir="auto">{}</a>', url, label or url)
