"""The demonstration: what its accounts have in common. Shown and loaded only with DEMO=1."""

# A name that no mail can ever reach (RFC 2606).
DOMAIN = "@demo.example"
PASSWORD = "gtm-demo-2021"  # noqa: S105 - public on purpose, refused by check --deploy
