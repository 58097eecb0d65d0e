"""What the portal is compared with: one Flask view that renders a Jinja list of cards, and nothing else.

`python -m tests.benchmark.bare PORT` serves it by the same server with the same settings as `portal serve`.
"""

from __future__ import annotations

import sys

from flask import Flask, render_template
from jinja2 import DictLoader

CARD_BYTES = 450  # about what one of the cards below takes
SHELL_BYTES = 900
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title>{% for name in styles %}
<link rel="stylesheet" href="/static/{{ name }}.css">{% endfor %}</head>
<body>
<nav><ul>{% for link in menu %}<li><a href="{{ link.url }}">{{ link.title }}</a></li>{% endfor %}</ul></nav>
<main>
<h1>{{ title }}</h1>
<ul>
{%- for card in cards %}
<li class="card"><h2><a href="{{ card.url }}">{{ card.title }}</a></h2>
<p class="card-text">{{ card.text }}</p>
<p>{% if card.is_new %}<span class="badge">New</span>{% endif %}<span class="badge">{{ card.place }}</span></p></li>
{%- endfor %}
</ul>
</main>
<footer>{{ filling }}</footer>
</body>
</html>
"""
TEXT = "A way to sit down with a family and its people, put worries and strengths on one sheet, and agree. " * 3
MENU = [{"url": f"/section-{number}", "title": f"Section {number}"} for number in range(11)]
CARDS = [
    {
        "url": f"/cards/{number}",
        "title": f"Card {number}",
        "text": TEXT,
        "is_new": number % 3 == 0,
        "place": "Statewide",
    }
    for number in range(400)
]

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as a real application's templates are


@app.get("/page/<int:size>")
def page(size: int) -> str:
    """Render a page of about the size asked for."""
    count = max((size - SHELL_BYTES) // CARD_BYTES, 1)
    html = render_template(
        "page.html", title="Cards", styles=["portal"], menu=MENU, cards=CARDS[:count], filling="filling " * 8
    )
    return html + " " * (size - len(html))


def main() -> None:
    """Serve as `portal serve` does."""
    from granian import Granian  # noqa: PLC0415 - only in the process that serves
    from granian.constants import Interfaces  # noqa: PLC0415 - as above

    Granian(
        "tests.benchmark.bare:app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_access=False,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
