"""How parts join: hooks, manifests, discovery, and calls that no plugin can break.

Where to look, by what happens:

- what can be joined: `specs` (every hook), `markers`, `contributions` and `parts` (what hooks return), `slots`,
  `events`, `meanings` (words for the reference);
- found and tried: `discovery`, `digests`, `manifest`, `relations`, `fitness`, `checking` (in a child process),
  `reaching`, `loading`, `declarations`, `standing`;
- shipped content: `content` (files into records), `records`, `wholeness`, `sheets`, `bodies`, `attachments`;
- brought into the database: `models`, `synchronising`, `reconcile`, `merging`, `holding`, `activation`, `snapshots`;
- read and edited there: `visibility` (who sees which row), `items`, `shelf`, `drafts`;
- packs: `packs` (the hooks of a pack), `archives`, `unpacking`, `validating`, `writing`, `starters`;
- called: `host` and `registry` (what is on, per epoch), `calls`, `context`, `data`, `http`, `routing`, `templates`,
  `fragments`, `scheduling`;
- gone wrong: `incidents`, `breaking`, `masking`, `timing`.
"""
