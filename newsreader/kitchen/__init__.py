"""What a household hears: its feeds, their articles, and who has heard which.

library.py      the store: feeds, articles, what was heard (SQLite); records.py what it gives out
shelving.py     puts the entries of a feed into it; likeness.py finds copies in other papers
matching.py     when two articles are the same, and when one has changed
stories.py      several articles of one story become one item for a listener
polling.py      asking the feeds, politely; subscribing.py adding one
news.py         what is new for a listener, as documents to read or to record
feeds.toml      the feeds that a new library begins with
"""
