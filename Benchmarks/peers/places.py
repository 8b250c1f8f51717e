"""Where the peers are installed."""

import os
import pathlib


def default_peers():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(os.environ.get("PEERS") or os.path.join(cache, "recurrent-peers"))
