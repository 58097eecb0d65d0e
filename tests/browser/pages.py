"""One address of every page template, and who opens it."""

from __future__ import annotations

STRANGER = None
ANA, FAY, PIA = "ana@butte.example", "fay@statewide.example", "pia@statewide.example"

PAGES: dict[str, tuple[str, str | None]] = {
    "public home": ("/", STRANGER),
    "toolkit home": ("/toolkit/", STRANGER),
    "section": ("/toolkit/direct-practice/", STRANGER),
    "tool page": ("/toolkit/direct-practice/three-houses", STRANGER),
    "plain page": ("/toolkit/about-sop/history", STRANGER),
    "glossary": ("/toolkit/definitional-tools/glossary", STRANGER),
    "glossary with an answer": ("/toolkit/definitional-tools/glossary?q=danger", STRANGER),
    "glossary without an answer": ("/toolkit/definitional-tools/glossary?q=zzzz", STRANGER),
    "videos": ("/toolkit/videos", STRANGER),
    "regions": ("/regions/", STRANGER),
    "public region page": ("/regions/northern/", STRANGER),
    "blog section": ("/toolkit/blog/", STRANGER),
    "blog list": ("/blog/", STRANGER),
    "post": ("/blog/fathers-on-the-map", STRANGER),
    "finder with an answer": ("/toolkit/regional-contacts/?county=ven", STRANGER),
    "finder without an answer": ("/toolkit/regional-contacts/?county=zz", STRANGER),
    "shared tools": ("/toolkit/shared-tools/", STRANGER),
    "sitemap": ("/sitemap", STRANGER),
    "privacy": ("/privacy", STRANGER),
    "accessibility": ("/accessibility", STRANGER),
    "sign-in": ("/sign-in", STRANGER),
    "not found": ("/toolkit/no-such-page", STRANGER),
    "regional home": ("/regions/northern/", ANA),
    "region tools": ("/regions/northern/tools/", ANA),
    "region tool": ("/regions/northern/tools/winter-road-visit-kit", ANA),
    "region contacts": ("/regions/northern/contacts", ANA),
    "region posts": ("/regions/northern/posts/", ANA),
    "region post": ("/regions/northern/posts/three-people-one-whiteboard", ANA),
    "profile": ("/profile", ANA),
    "statewide home": ("/", PIA),
    "forbidden": ("/admin/people/", ANA),
    "dashboard": ("/admin/", FAY),
    "people": ("/admin/people/", FAY),
    "nobody found": ("/admin/people/?q=zzzz", FAY),
    "person": ("/admin/people/1", FAY),
    "new person": ("/admin/people/new", FAY),
    "plugins": ("/admin/plugins", FAY),
}
