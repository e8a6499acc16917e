"""A podcast folder that any web server can hand out: what is in it, what is to be made, making it.

    articles -> planning (what is new, what has changed, what goes) -> rendering -> publishing

* ``folder``: the files, and ``podcast.json``, which remembers what was published.
* ``script``: what is said round the articles; ``notes``: what is shown beside the sound.
* ``rendering``: one episode as plain data becomes a sound file.
"""
