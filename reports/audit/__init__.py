"""What happened, who decided, and who read whom: told from trails that nobody changes (docs/privacy.md, “Who read whom”)."""
