"""Names of what a role can allow."""

from __future__ import annotations

PEOPLE_VIEW = "people.view"
PEOPLE_CREATE = "people.create"
PEOPLE_GRANT = "people.grant"
PEOPLE_CLOSE = "people.close"
JOINING_SET = "joining.set"
PEOPLE_RECOVER = "people.recover"
PLUGINS_VIEW = "plugins.view"
PLUGINS_SWITCH = "plugins.switch"
PLUGINS_ALLOW = "plugins.allow"
PACKS_APPLY = "packs.apply"
ITEMS_EDIT = "items.edit"
TOOLKIT_EDIT = "toolkit.edit"
TOOLKIT_REVIEW = "toolkit.review"
TOOLKIT_RECALL = "toolkit.recall"
NOTES_EDIT = "notes.edit"
ANSWERS_VIEW = "answers.view"
UPKEEP_VIEW = "upkeep.view"
DIRECTORIES_CONNECT = "directories.connect"
AUDIT_VIEW = "audit.view"
REGIONS_VIEW_ALL = "regions.view-all"

LABELS = {
    PEOPLE_VIEW: "See the list of people",
    PEOPLE_CREATE: "Create an account",
    PEOPLE_GRANT: "Grant and end roles",
    PEOPLE_CLOSE: "Close an account",
    JOINING_SET: "Say how people join: mail domains and county sign-ins",
    PEOPLE_RECOVER: "Confirm who asks to get back in",
    PLUGINS_VIEW: "See the plugins and how they are",
    PLUGINS_SWITCH: "Switch plugins on and off, and set their settings",
    PLUGINS_ALLOW: "Let plugins be loaded, and decide on held counties",
    PACKS_APPLY: "Upload, apply and undo packs",
    ITEMS_EDIT: "Edit what a region shows",
    TOOLKIT_EDIT: "Write the statewide toolkit",
    TOOLKIT_REVIEW: "Review what was written before it is published",
    TOOLKIT_RECALL: "Recall a page, and confirm a recall",
    NOTES_EDIT: "Add a region’s notes to pages of the toolkit",
    UPKEEP_VIEW: "See what is due for a check",
    ANSWERS_VIEW: "Read what readers say of pages",
    DIRECTORIES_CONNECT: "Connect a county’s directory of staff",
    AUDIT_VIEW: "Read who did what",
    REGIONS_VIEW_ALL: "Open every region's pages",
}
