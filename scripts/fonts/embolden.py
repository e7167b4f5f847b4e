"""A bold made by moving outlines, as FreeType's FT_Outline_Embolden does and Chromium on the screen."""

from math import hypot

STRENGTH = 1000 / 34 / 2  # Skia's strength at an em of 1000, half of it to each side


def embolden(glyph):
    """Moves every point of a TrueType glyph outwards along the bisector of its two edges; advance and middle stay."""
    if glyph.numberOfContours <= 0:
        return
    points, first = list(glyph.coordinates), 0
    contours = []
    for last in glyph.endPtsOfContours:
        contours.append(range(first, last + 1))
        first = last + 1
    area = sum(points[i][0] * points[j][1] - points[j][0] * points[i][1] for c in contours for i, j in zip(c, [*c[1:], c[0]]))
    outwards = 1 if area < 0 else -1  # TrueType: outer contours run clockwise
    for contour in contours:
        moved(points, contour, outwards)
    for i, (x, y) in enumerate(points):
        glyph.coordinates[i] = (round(x), round(y))


def moved(points, contour, outwards):
    old = [points[i] for i in contour]
    count = len(old)
    for n, i in enumerate(contour):
        before = edge(old, n, -1)
        after = edge(old, n, 1)
        if before is None or after is None:
            continue
        (bx, by, blen), (ax, ay, alen) = (-before[0], -before[1], before[2]), after
        cosine = bx * ax + by * ay + 1
        if cosine <= 0.0625 or count < 3:
            continue  # the line turns back on itself: no bisector
        sine = (ay * bx - ax * by) * outwards
        shorter = min(blen, alen)
        factor = STRENGTH / cosine if STRENGTH * sine <= shorter * cosine else shorter / sine
        points[i] = (old[n][0] - (by + ay) * factor * outwards, old[n][1] + (bx + ax) * factor * outwards)


def edge(points, start, step):
    """Unit vector and length from a point to the next one that does not coincide with it."""
    x, y = points[start]
    for k in range(1, len(points)):
        nx, ny = points[(start + step * k) % len(points)]
        length = hypot(nx - x, ny - y)
        if length > 0:
            return (nx - x) / length, (ny - y) / length, length
    return None
