"""
Writes coverage.json: for each face, by the high part of the code point (hexadecimal), 256 bits in Base64 for the low byte.

python3 coverage.py FONTS_DIR
"""

import base64
import json
import sys

from fontTools.ttLib import TTFont

from faces import FACES


def pages(codes):
    bits = {}
    for code in codes:
        page = bits.setdefault(f"{code >> 8:x}", bytearray(32))
        page[(code & 0xFF) >> 3] |= 1 << (code & 7)
    return {name: base64.b64encode(bytes(page)).decode().rstrip("=") for name, page in bits.items()}


def main(folder):
    table = {f.key: pages(sorted(TTFont(f"{folder}/{f.key}.woff2").getBestCmap())) for f in FACES if not f.key.endswith("-bold")}
    with open(f"{folder}/coverage.json", "w", encoding="ascii") as out:
        json.dump(table, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
