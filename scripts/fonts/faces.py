"""The faces: where each comes from (Debian package and file), what it is called here, and which characters it keeps."""

import bz2
import glob
import unicodedata
from dataclasses import dataclass

# Signs a 公文 may hold beside hanzi: punctuation, numerals, units, arrows, mathematics, boxes to tick, CJK and full-width signs.
# No kana, hangul, Cyrillic, and no U+2E80-2FDF: Fandol maps Kangxi radicals onto the glyphs of ordinary hanzi, and a PDF's
# reader would copy the radical instead of the hanzi (formats.md 3.2).
SIGNS = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x25FF), (0x2600, 0x2612),
    (0x2640, 0x2642), (0x2713, 0x2718), (0x2776, 0x2793), (0x3000, 0x303F), (0x3220, 0x3243), (0x3250, 0x32B0),
    (0x338E, 0x33D5), (0x0391, 0x03C9), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
]
PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑńňǹɡḿ"
HAN = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]


def inside(ranges, code):
    return any(first <= code <= last for first, last in ranges)


def signs():
    return {code for first, last in SIGNS for code in range(first, last + 1)} | {ord(c) for c in PINYIN}


def gb2312_hanzi():
    """The 6763 hanzi of GB/T 2312, rows 16 to 87."""
    cells = (bytes((row + 0xA0, cell + 0xA0)) for row in range(16, 88) for cell in range(1, 95))
    return {ord(c) for c in (b.decode("gb2312", "ignore") for b in cells) if c}


def standard_hanzi(unihan):
    """The 8105 of 通用规范汉字表 (2013), from Unihan's kTGH."""
    found = set()
    for file in glob.glob(f"{unihan}/Unihan_*.txt.bz2"):
        with bz2.open(file, "rt", encoding="utf-8") as lines:
            found |= {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    if len(found) < 8000:
        raise SystemExit(f"kTGH found for {len(found)} hanzi only: look at {unihan}")
    return found


def width(code):
    """
    The advance in thousandths of an em, as the commercial GB faces have it: ASCII half, every sign of GB/T 2312 and every
    hanzi full. So a line breaks at the same place whether 仿宋_GB2312 or the bundled face stands in it.
    """
    c = chr(code)
    if code < 0x100 and c not in "§¨°±·×÷¤" or c in PINYIN or c == "–":
        return 500
    if 0x2000 <= code <= 0x200A or 0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202F or 0x205F <= code <= 0x206F:
        return None  # spaces and controls of a measure of their own
    try:
        return 1000 if len(c.encode("gbk")) == 2 else 500
    except UnicodeEncodeError:
        return 1000 if unicodedata.east_asian_width(c) in "WFA" or inside(HAN, code) else None


@dataclass(frozen=True)
class Face:
    key: str
    family: str
    package: str
    file: str
    index: int | None  # in a collection
    hanzi: str  # 'all' the source has, or 'standard': GB/T 2312 and 通用规范汉字表
    licence: str
    weight: int = 400  # usWeightClass; OFD's writer looks whether a face is heavy by itself
    bolder: bool = False  # made bold by moving the outlines, where nobody drew a bold


OFL = "SIL Open Font License 1.1, https://openfontlicense.org"
FACES = [
    Face("fangsong", "Liuhen FangSong", "texlive-lang-chinese",
         "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf", None, "all",
         "GPL-3.0 with the GNU font exception"),
    Face("xiaobiaosong", "Liuhen XiaoBiaoSong", "fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2,
         "standard", OFL, weight=700),
    Face("heiti", "Liuhen HeiTi", "fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2, "standard",
         OFL),
    Face("kaiti", "Liuhen KaiTi", "fonts-lxgw-wenkai", "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKaiMono-Regular.ttf", None,
         "all", OFL),
    # real bolds: Chromium writes a bold it makes up itself as nameless Type 3
    Face("fangsong-bold", "Liuhen FangSong", "texlive-lang-chinese",
         "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf", None, "standard",
         "GPL-3.0 with the GNU font exception", 700, True),
    Face("kaiti-bold", "Liuhen KaiTi", "fonts-lxgw-wenkai", "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKaiMono-Bold.ttf", None,
         "standard", OFL, 700),
    Face("songti", "Liuhen SongTi", "fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2, "standard",
         OFL),
]
