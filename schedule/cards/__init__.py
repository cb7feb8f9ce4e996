"""Social cards: the pictures that stand for sessions and presenters where their pages are shared."""
