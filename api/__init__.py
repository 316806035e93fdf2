"""The outside: command line, GraphQL, pages."""
