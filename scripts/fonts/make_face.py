"""
Makes one bundled face: a free source face cut down to what a 公文 needs, every advance that of the commercial GB faces, cubic
outlines turned into TrueType's quadratic ones (Chromium writes CFF as nameless Type 3 into a PDF), no layout tables, WOFF2.

python3 make_face.py KEY PACKAGES_DIR OUT_DIR      (python3-fonttools, python3-brotli of Debian; see README.md)
"""

import sys

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

from embolden import embolden
from faces import FACES, HAN, gb2312_hanzi, inside, signs, standard_hanzi, width

# how far a converted curve may lie from the drawn one, in thousandths of an em: a fortieth of a dot of a 600 dpi printer at 3号
MAX_ERROR = 1.0
TIME = 3849984000  # 2026-01-01 in seconds since 1904: the same input must give the same bytes
ASCENT, DESCENT = 880, -120
OPENING, CLOSING = "“‘", "”’"


def half_width(font):
    """Glyph for glyph what the source's own feature `hwid` puts for ASCII, if it has one."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    lookups = {i for r in table.FeatureList.FeatureRecord if r.FeatureTag == "hwid" for i in r.Feature.LookupListIndex}
    pairs = {}
    for index in sorted(lookups):
        for sub in table.LookupList.Lookup[index].SubTable:
            pairs.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))
    return pairs


def placed(code, bounds, advance, wanted):
    """How a glyph is moved or narrowed into the advance it shall have."""
    c = chr(code)
    left, right = (bounds[0], bounds[2]) if bounds else (0, advance)
    if c in "—―":  # two in a row are one stroke: from edge to edge
        return Transform((wanted + 20) / (right - left), 0, 0, 1, -10 - left * (wanted + 20) / (right - left), 0)
    if advance == wanted:
        return None
    if c in OPENING:
        return Transform(1, 0, 0, 1, wanted - 80 - right, 0)
    if c in CLOSING:
        return Transform(1, 0, 0, 1, 80 - left, 0)
    if advance < wanted:
        return Transform(1, 0, 0, 1, round((wanted - advance) / 2), 0)
    return Transform(wanted / advance, 0, 0, 1, 0, 0)


def main(key, packages, out):
    face = next(f for f in FACES if f.key == key)
    path = f"{packages}/{face.file}"
    font = TTFont(path, fontNumber=face.index or 0, recalcTimestamp=False)
    if face.index is not None and not font["name"].getDebugName(1).endswith(" SC"):
        raise SystemExit(f"{path} [{face.index}] is {font['name'].getDebugName(1)}")

    best = font.getBestCmap()
    standard = gb2312_hanzi() | standard_hanzi(f"{packages}/usr/share/unicode")
    kept = {c for c in best if c in signs() or (inside(HAN, c) and (face.hanzi == "all" or c in standard))}
    hwid = half_width(font)
    cmap = {c: hwid.get(best[c], best[c]) if 0x20 <= c <= 0x7E else best[c] for c in kept}
    # 破折号 and its twin are one stroke; a source lacks the one or has it shorter than an em
    bar = best.get(ord("―"), best[ord("—")])
    cmap.update({ord("—"): bar, ord("―"): bar})
    kept.add(ord("―"))

    # one glyph for one character: a glyph shared by two (space and no-break space, 一字线 twins) keeps the first one's advance
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap = {c: g for c, g in sorted(cmap.items()) if c <= 0xFFFF or table.format == 12}
    font["cmap"].tables = [t for t in font["cmap"].tables if t.isUnicode() and t.format in (4, 12)]

    options = subset.Options(layout_features=[], notdef_outline=True, glyph_names=False, hinting=False, recalc_timestamp=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "gasp", "DSIG", "kern", "STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)

    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    of = {}
    for code, name in sorted(cmap.items()):
        of.setdefault(name, code)
    drawn, metrics = {}, {}
    cubic = "CFF " in font
    for name in order:
        advance = font["hmtx"][name][0]
        code = of.get(name)
        wanted = (width(code) if code is not None else None) or advance
        box = BoundsPen(glyphs)
        glyphs[name].draw(box)
        move = placed(code, box.bounds, advance, wanted) if code is not None and box.bounds else None
        pen = TTGlyphPen(None)
        to = Cu2QuPen(pen, MAX_ERROR, reverse_direction=True) if cubic else pen
        outline = TransformPen(to, move) if move else to
        decomposed(glyphs, name, outline)
        drawn[name], metrics[name] = pen.glyph(), wanted
        if face.bolder:
            embolden(drawn[name])

    as_truetype(font, order, drawn, metrics)
    named(font, face)
    font.flavor = "woff2"
    font.save(f"{out}/{key}.woff2", reorderTables=False)
    font.flavor = None
    print(key, len(kept), "characters", len(order), "glyphs")


def decomposed(glyphs, name, pen):
    """Draws with the parts a glyph is made of in place of references, so each can be moved alone."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    record = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(record)
    record.replay(pen)


def as_truetype(font, order, drawn, metrics):
    font["glyf"] = glyf = newTable("glyf")
    font["loca"] = newTable("loca")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    for tag in ("CFF ", "fpgm", "prep", "cvt "):
        if tag in font:
            del font[tag]
    for name in order:
        glyph = drawn[name]
        assert isinstance(glyph, Glyph)
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (metrics[name], getattr(glyph, "xMin", 0) if glyph.numberOfContours else 0)
    maxp = font["maxp"] = newTable("maxp")
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, len(order)
    for field in ("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxTwilightPoints", "maxStorage",
                  "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
                  "maxComponentDepth"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font.sfntVersion = "\000\001\000\000"


def named(font, face):
    """Own names (OFL: no reserved font name on a changed face), the makers', the licence, and one height for all faces."""
    name = font["name"]
    makers = name.getDebugName(0) or "Fandol team: Clerk Ma, Jie Su"
    name.names = []
    plain = face.family.replace(" ", "")
    style = "Bold" if face.key.endswith("-bold") else "Regular"
    words = {
        0: makers, 1: face.family, 2: style, 3: f"1.0;{plain}-{style}", 4: f"{face.family} {style}", 5: "Version 1.000",
        6: f"{plain}-{style}", 13: f"{face.licence}. Changed 2026 for Liuhen: TrueType outlines, subset, GB advances.",
    }
    for number, text in words.items():
        name.setName(text, number, 3, 1, 0x409)
    os2, hhea, head = font["OS/2"], font["hhea"], font["head"]
    os2.version, os2.fsType, os2.usWeightClass, os2.xAvgCharWidth = max(os2.version, 4), 0, face.weight, 1000
    os2.fsSelection = (0x20 if style == "Bold" else 0x40) | 0x80  # typo metrics hold
    os2.achVendID = "LIUH"
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ASCENT, DESCENT, 0
    os2.usWinAscent, os2.usWinDescent = ASCENT, -DESCENT
    hhea.ascent, hhea.descent, hhea.lineGap = ASCENT, DESCENT, 0
    head.macStyle, head.created, head.modified = (1 if style == "Bold" else 0), TIME, TIME
    head.fontRevision, head.glyphDataFormat = 1.0, 0


if __name__ == "__main__":
    main(*sys.argv[1:4])
