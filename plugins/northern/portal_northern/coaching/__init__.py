"""Coaching: a county asks for a session, the academy answers, and both see how it stands."""
