"""Where people look: pages drawn on the server, which need no script and nothing from elsewhere."""
