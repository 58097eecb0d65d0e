"""Write mail from templates: `email/<name>.txt`, whose first line is the subject, and `email/<name>.html`."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.infrastructure.mail.outbox import Letter, post
from portal.web.settings import settings_here


def letter(template: str, /, **values: Any) -> Letter:
    """Write a message from its templates, to be posted later."""
    environment = current_app.jinja_env
    subject, _, text = environment.get_template(f"email/{template}.txt").render(**values).partition("\n")
    html = environment.get_template(f"email/{template}.html").render(subject=subject, **values)
    return Letter(subject=subject, text=text.strip() + "\n", html=html)


def mail_to(
    recipient: str, template: str, /, *, key: str | None = None, account_id: int | None = None, **values: Any
) -> bool:
    """Post a message in the transaction around us; return whether it was not posted before under its key."""
    one = letter(template, **values)
    return post(recipient, subject=one.subject, text=one.text, html=one.html, key=key, account_id=account_id)


def link_to(endpoint: str, /, **values: Any) -> str:
    """Return the public address of a page, also where no request is answered."""
    settings = settings_here()
    return settings.public_url + current_app.url_map.bind("localhost").build(endpoint, values)
