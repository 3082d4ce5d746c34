"""The closed lists of words (DESIGN's vocabulary), as the database and the pages use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.IntegerChoices):
    """What a member is in a team; each role may do all that the ones before it may."""

    VIEWER = 10, _("viewer")
    ANNOTATOR = 20, _("annotator")
    EDITOR = 30, _("editor")
    OWNER = 40, _("owner")


class Ability(models.TextChoices):
    """What a member may do; ``ROLE_NEEDED`` says from which role on."""

    READ = "read", _("read articles and their tags")
    EXPORT = "export", _("take articles away")
    ANNOTATE = "annotate", _("tag sentences")
    ADD_ARTICLE = "add article", _("add reports")
    CORRECT_KINDS = "correct kinds", _("correct sentences and their kinds")
    DISCUSS = "discuss", _("take part in discussions")
    LEAD_SESSIONS = "lead sessions", _("make sessions, reveal and close them")
    SETTLE = "settle", _("settle what people disagree on, and name an article's verdict")
    PUBLISH = "publish", _("publish settled articles, and withdraw them")
    IMPORT_WORK = "import work", _("bring annotations in")
    INVITE = "invite", _("invite people")
    MANAGE_TEAM = "manage team", _("rename the team, change roles, remove members, hand the team over")


ROLE_NEEDED = {
    Ability.READ: Role.VIEWER,
    Ability.EXPORT: Role.VIEWER,
    Ability.ANNOTATE: Role.ANNOTATOR,
    Ability.DISCUSS: Role.ANNOTATOR,
    Ability.ADD_ARTICLE: Role.EDITOR,
    Ability.CORRECT_KINDS: Role.EDITOR,
    Ability.LEAD_SESSIONS: Role.EDITOR,
    Ability.SETTLE: Role.EDITOR,
    Ability.PUBLISH: Role.EDITOR,
    Ability.IMPORT_WORK: Role.EDITOR,
    Ability.INVITE: Role.EDITOR,
    Ability.MANAGE_TEAM: Role.OWNER,
}


class Kind(models.TextChoices):
    """What a sentence is in its article; the values are those of ``warreader.text.Kind``."""

    TITLE = "title", _("title")
    SUBHEAD = "subhead", _("subhead")
    CAPTION = "caption", _("caption")
    BODY = "body", _("body")
    BOILERPLATE = "boilerplate", _("boilerplate")


#: the kinds that are there to be judged unless a session says otherwise
IN_SCOPE = (Kind.TITLE, Kind.SUBHEAD, Kind.CAPTION, Kind.BODY)


class Tag(models.TextChoices):
    """A judgement of a sentence. ``NOTHING`` is "nothing to assess": judged, and no fourth tag."""

    VERIFIED = "verified", _("verified")
    UNVERIFIED = "unverified", _("unverified")
    OPINION = "opinion", _("opinion")
    NOTHING = "nothing", _("nothing to assess")


class Outcome(models.TextChoices):
    """How a session's sentence was settled. ``WANTED`` settles nothing: it says what is missing first."""

    VERIFIED = "verified", _("verified")
    UNVERIFIED = "unverified", _("unverified")
    OPINION = "opinion", _("opinion")
    NOTHING = "nothing", _("nothing to assess")
    NONE = "none", _("none of these")
    WANTED = "wanted", _("needs more evidence")


class Flag(models.TextChoices):
    """What an annotation may say beside its tag; each is a boolean column of the same name."""

    QUOTED = "quoted", _("quoted")
    SAID = "said", _("said")
    LOADED = "loaded", _("loaded")
    SEARCHED = "searched", _("searched")
    CONTRADICTED = "contradicted", _("contradicted")


class Round(models.TextChoices):
    """When an annotation was made: before the reveal, or after it."""

    INDEPENDENT = "independent", _("independent")
    DISCUSSED = "discussed", _("discussed")


class Mode(models.TextChoices):
    """Whether the members of a session see each other's work."""

    OPEN = "open", _("open")
    BLIND = "blind", _("blind")


class Phase(models.TextChoices):
    """How far a session is."""

    ANNOTATING = "annotating", _("annotating")
    DISCUSSING = "discussing", _("discussing")
    CLOSED = "closed", _("closed")


class ArrivalState(models.TextChoices):
    """How far a report is that has come in and is not in the library yet."""

    WAITING = "waiting", _("waits to be read")
    READY = "ready", _("can be looked at")
    FAILED = "failed", _("could not be read")


class BundleState(models.TextChoices):
    """How far a zip is that is made while nobody waits for it."""

    WAITING = "waiting", _("is being made")
    READY = "ready", _("can be fetched")
    FAILED = "failed", _("could not be made")


class Fit(models.TextChoices):
    """How a sentence of a later text continues one of an earlier."""

    SAME = "same", _("unchanged")
    #: the publisher has changed its words
    CHANGED = "changed", _("changed")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    #: a person has said that it does
    PLACED = "placed", _("placed by hand")


class InvitationKind(models.TextChoices):
    """How an invitation reaches people, and what it asks of them."""

    LINK = "link", _("link")
    MAIL = "mail", _("e-mail")
    PSEUDONYM = "pseudonym", _("link that asks for a pseudonym only")


class NoticeKind(models.TextChoices):
    """Why somebody is told of something."""

    MENTIONED = "mentioned", _("somebody mentioned you")
    REPLIED = "replied", _("somebody answered you")
    ASSIGNED = "assigned", _("reports wait for you")
    DEADLINE = "deadline", _("a deadline is near")
    REVEALED = "revealed", _("a session was revealed")
    SETTLED = "settled", _("a session was settled")
    REVISED = "revised", _("a report that you judged was changed")


class EventKind(models.TextChoices):
    """What an event of the history says was done."""

    TEAM_CREATED = "team created", _("made the team")
    TEAM_RENAMED = "team renamed", _("renamed the team")
    MEMBER_ADDED = "member added", _("took somebody into the team")
    ROLE_CHANGED = "role changed", _("changed a role")
    OWNERSHIP_HANDED_OVER = "ownership handed over", _("handed the team over")
    MEMBER_LEFT = "member left", _("left the team")
    MEMBER_REMOVED = "member removed", _("removed somebody from the team")
    INVITATION_MADE = "invitation made", _("made an invitation")
    INVITATION_REVOKED = "invitation revoked", _("revoked an invitation")
    INVITATION_USED = "invitation used", _("came by an invitation")

    ARTICLE_ADDED = "article added", _("added the article")
    ARTICLE_DESCRIBED = "article described", _("corrected what is known about the article")
    ARTICLE_REVISED = "article revised", _("added a later text of the article")
    SENTENCES_CORRECTED = "sentences corrected", _("corrected where sentences begin and end")
    ANNOTATION_CARRIED = "annotation carried", _("had the judgement carried over to the later text")
    PLACE_RESOLVED = "place resolved", _("put a lost place right")
    SESSION_MOVED = "session moved", _("moved the session to the later text")
    FETCHING_CHANGED = "fetching changed", _("said whether reports may be fetched")
    LICENCE_CHANGED = "licence changed", _("changed the licence of the annotations")
    KIND_CORRECTED = "kind corrected", _("corrected the kind")
    ANNOTATION_CHANGED = "annotation changed", _("judged the sentence")
    EVIDENCE_CHANGED = "evidence changed", _("changed the evidence")
    EXPORT_ISSUED = "export issued", _("exported the article")
    BUNDLE_ISSUED = "bundle issued", _("exported several articles")
    WORK_IMPORTED = "work imported", _("brought annotations in")
    MEMBER_PLACED = "member placed", _("made a place for somebody whose work was brought in")
    ARTICLE_PUBLISHED = "article published", _("published the article")
    PUBLICATION_CORRECTED = "publication corrected", _("corrected the published article")
    PUBLICATION_WITHDRAWN = "publication withdrawn", _("withdrew the published article")
    SESSION_MADE = "session made", _("made the session")
    ARTICLE_FINISHED = "article finished", _("finished the article")
    ARTICLE_RESUMED = "article resumed", _("took up the article again")
    SESSION_REVEALED = "session revealed", _("revealed the session")
    SESSION_CLOSED = "session closed", _("closed the session")
    ASSIGNMENTS_CHANGED = "assignments changed", _("changed who judges what")
    SESSION_CHANGED = "session changed", _("changed the session")
    SESSION_DELETED = "session deleted", _("deleted the session")
    SENTENCE_TAKEN = "sentence taken", _("took the sentence")
    SENTENCE_LEFT = "sentence left", _("left the sentence to others")
    SENTENCE_KEYED = "sentence keyed", _("said whether it is a key sentence")
    SENTENCE_SETTLED = "sentence settled", _("settled the sentence")
    VERDICT_NAMED = "verdict named", _("named the article's verdict")
    COMMENTED = "commented", _("commented")
    COMMENT_CHANGED = "comment changed", _("changed a comment")
    COMMENT_DELETED = "comment deleted", _("deleted a comment")
    THREAD_RESOLVED = "thread resolved", _("resolved a discussion")
    THREAD_REOPENED = "thread reopened", _("opened a discussion again")
