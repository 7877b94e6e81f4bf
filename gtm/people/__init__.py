"""The screens of accounts: one's own, everybody's, invitations, the journal."""
