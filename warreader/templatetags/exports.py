"""What the html export's templates need."""

from django import template

from warreader.exports import words
from warreader.exports.html import web_address

register = template.Library()
register.filter("glyph", words.glyph)
register.filter("mark_words", words.mark_words)
register.filter("moment", words.moment)
register.filter("stamp", words.stamp)
register.filter("web_address", web_address)
