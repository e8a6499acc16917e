"""Plays a programme aloud as it is made."""
