"""Guarded HTTP GET: what an address from a feed, a page or a person may do, and what not.

Two levels of trust. An address that the person at the keyboard typed (``trusted=True``) may lead
to this computer and to the home network, and to any port; whatever came from elsewhere (feeds,
links, redirects) may lead only to public addresses, ports 80 and 443. A redirect keeps the trust
only within the scheme, host and port that were typed.

For both: http and https only, no user names, numbers in their ordinary form; every name is resolved
once and the connection made to the address that was checked, with Host and SNI kept; at most five
redirects, each checked anew, never from https to http; at most 5 MB after decompression; a limit
for the whole transfer besides that for silence; no cookies, and no proxy from the environment,
which would resolve the name a second time behind the check.

robots.txt binds what newsreader does by itself (following the links of a feed), not what a person
asks for: opening one page, or subscribing to a feed, which exists to be polled.
"""

from newsreader.guard.address import Target, is_public, is_same_server, parse
from newsreader.guard.exchange import MAX_BYTES, USER_AGENT, Reply, get
from newsreader.guard.refusal import FetchError
from newsreader.guard.robots import Robots

__all__ = [
    "MAX_BYTES",
    "USER_AGENT",
    "FetchError",
    "Reply",
    "Robots",
    "Target",
    "get",
    "is_public",
    "is_same_server",
    "parse",
]
