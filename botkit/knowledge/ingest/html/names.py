"""The elements of HTML (https://html.spec.whatwg.org, with the obsolete ones), by what they mean for reading."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written in lines."""
    return frozenset(text.split())


VOID = words("area base basefont br col embed frame hr img input link meta param source track wbr")
"""Elements without an end tag."""

INLINE = words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr"
)
"""Elements that stand within a line of text."""

HEADINGS = words("h1 h2 h3 h4 h5 h6")
LISTS = words("ul ol menu dir dl")
TABLES = words("table caption colgroup col thead tbody tfoot tr td th")
CELLS = words("table td th")
_BLOCKS = words(
    "address article aside blockquote body center dd details dialog div dt fieldset figcaption figure footer form "
    "header hgroup hr html legend li main nav p pre search section summary"
)
_OTHERS = words(
    "applet area audio base basefont br button canvas datalist embed frame frameset head iframe img input link map "
    "math meta meter noembed noframes noscript object optgroup option output param picture progress script select "
    "slot source style svg template textarea title track video xmp"
)

BLOCKS = HEADINGS | LISTS | TABLES | _BLOCKS
"""Elements that part the text around them."""

KNOWN = INLINE | BLOCKS | _OTHERS

UNSEEN = words(
    "script style noscript template svg math iframe frame object applet embed head title nav footer video audio canvas "
    "map select datalist textarea input meter progress noembed noframes xmp"
)
"""Elements that show no text of the page, or what stands on every page."""

IN_HEAD = words("base basefont link meta noscript script style template title")

RAW = words("script style textarea title xmp iframe noembed noframes")
"""Elements whose content is no markup, up to their end tag."""

ENDS_PARAGRAPH = HEADINGS | LISTS | _BLOCKS | {"table", "xmp"} - words("body html li dd dt legend summary")
"""Elements before which an open paragraph ends, though nobody wrote its end."""

_PARTS = words("thead tbody tfoot caption colgroup")

IMPLIED_ENDS = {
    "li": (frozenset({"li"}), LISTS),
    "dt": (frozenset({"dt", "dd"}), LISTS),
    "dd": (frozenset({"dt", "dd"}), LISTS),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (_PARTS, frozenset({"table"}))),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
}
"""An element to the open ones that it ends, and to those within which it looks for them."""

MAY_STAY_OPEN = words(
    "html head body p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rp rt a b big center div em "
    "font h1 h2 h3 h4 h5 h6 i nobr ol s small span strike strong sub sup table tt u ul"
)
"""Elements that writers leave open; any other without its end tag is a word in angle brackets, such as "<code>"."""

NEVER_BARE = VOID - words("br hr wbr img")
"""Elements without an end tag that mean nothing without attributes."""

SWITCHES = words("hidden open checked disabled selected reversed nowrap noshade compact default async defer")
"""Attributes without a value."""

LABELS = ("label", "title", "heading", "header", "summary", "question")
"""Attributes of elements that somebody made up (tabs, cards, notes) by which they are headed."""

WORDS = (*LABELS, "text", "content", "message", "description", "caption", "answer")
"""Attributes of such elements that hold text which readers see."""

TARGETS = ("href", "to", "url")
"""Attributes of such elements that hold where they link to."""
