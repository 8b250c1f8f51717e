"""DocC resolves links inside one library. In the symbol graphs of a library, a link to what another one declares becomes
plain code; a link to what none declares is left for DocC to warn of.

usage: docs_links.py FOLDER   with a folder of symbol graphs for each library
"""

import json
import pathlib
import re
import sys

LINK = re.compile(r"``([A-Za-z_]\w*)((?:/[^`]*)?)``")


def names_in(folder):
    # Its own: NAME@OTHER.symbols.json has its extensions of another library's.
    graph = json.loads((folder / f"{folder.name}.symbols.json").read_text())
    return {symbol["pathComponents"][0] for symbol in graph["symbols"]}


def main():
    folders = sorted(pathlib.Path(sys.argv[1]).iterdir())
    names = {folder: names_in(folder) for folder in folders}
    everything = set().union(*names.values())
    for folder in folders:
        elsewhere = everything - names[folder]
        for file in folder.glob("*.symbols.json"):
            graph = json.loads(file.read_text())
            for symbol in graph["symbols"]:
                for line in symbol.get("docComment", {}).get("lines", []):
                    line["text"] = LINK.sub(
                        lambda link: link[0][1:-1] if link[1] in elsewhere else link[0], line["text"])
            file.write_text(json.dumps(graph))


main()
