"""Clean the address of a link: nothing that acts, nothing on somebody's own disk, nothing that follows its readers."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlencode, urlsplit

NAMED = ("page:", "term:", "picture:", "#")
TAKEN = ("https://", "http://", "mailto:", "tel:", "/")
FOLLOWS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_[ce]id|igshid|_hs(?:enc|mi)|mkt_tok|vero_id|oly_\w+_id|"
    r"trk|trkcampaign|s_cid|yclid|twclid|ttclid|li_fat_id|elqtrackid|ncid)$",
    re.IGNORECASE,
)
WRAPPED = re.compile(r"^https://urldefense\.(?:com|proofpoint\.com)/v3/__(.+?)__;", re.IGNORECASE)
WRAPPERS = {
    "safelinks.protection.outlook.com": ("url", "/"),
    "google.com": ("q", "/url"),
    "l.facebook.com": ("u", "/l.php"),
}
LAYERS = 3
NO_SCHEME = re.compile(r"[/\\]{2,}")


def written_out(address: str) -> str:
    """Return an address with its https://, where it leaves that out: `//host/path` looks like ours and leads elsewhere.

    Browsers read strokes of either kind so, and any number of them from two on.
    """
    found = NO_SCHEME.match(address)
    return f"https://{address[found.end() :]}" if found else address


def clean_address(address: str, told: list[str]) -> str:
    """Return the address as it may stand in a text, empty if it may not; say what was changed."""
    if address.startswith(NAMED) or not address:
        return address
    if (whole := written_out(address)) != address:
        told.append("A link to another site had no https:// in front; it has now.")
        address = whole
    scheme = address.partition(":")[0].lower()
    if not address.lower().startswith(TAKEN):
        if re.fullmatch(r"[a-z][a-z0-9+.-]{1,20}", scheme) and ":" in address:
            told.append(f"A link that begins with “{scheme}:” was taken out; its words stay.")
            return ""
        return address
    for _ in range(LAYERS):
        inner = unwrapped(address)
        if inner == address:
            break
        told.append("A link led through a service that notes who follows it; now it leads straight on.")
        address = inner
    plain = without_marks(address)
    if plain != address:
        told.append("What follows readers was taken off the end of a link.")
    return plain


def unwrapped(address: str) -> str:
    """Return where a link leads that goes through a mail filter's or network's own address."""
    parts = split(address)
    if parts is None:
        return address
    wrapped = WRAPPED.match(address)
    inner = unquote(wrapped[1]) if wrapped else ""
    host = (parts.hostname or "").removeprefix("www.")
    for wrapper, (name, path) in WRAPPERS.items():
        if (host == wrapper or host.endswith("." + wrapper)) and parts.path.startswith(path):
            inner = (parse_qs(parts.query).get(name) or [""])[0]
    is_whole = inner.startswith(("https://", "http://")) and not re.search(r"[\s<>()]", inner)
    return inner if is_whole else address


def without_marks(address: str) -> str:
    """Return an address without the parts of its query that only say where a reader came from."""
    parts = split(address)
    if parts is None or not parts.query:
        return address
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if not FOLLOWS.match(name)]
    return address if len(kept) == len(given) else parts._replace(query=urlencode(kept)).geturl()


def split(address: str) -> SplitResult | None:
    """Return the parts of an address, None for one that has none."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname
    except ValueError:
        return None
    return parts
