"""Draws docs/house.svg: the rooms of docs/ARCHITECTURE.md and how many includes each arrow carries. ./dev house."""

import collections
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT = 960, 120, 130, 44
INSPECTORS = {"tests", "bench"}


def arrows():
    """Room to the rooms it may enter, from the fenced block; planned rooms and the inspectors are not drawn."""
    block = re.search(r"```arrows\n(.*?)```", (ROOT / "docs/ARCHITECTURE.md").read_text(), re.S).group(1)
    rooms = {}
    for line in block.splitlines():
        name, targets = (part.strip() for part in line.split("->"))
        if name not in INSPECTORS and "(planned)" not in name:
            names = (target.strip() for target in targets.split(","))
            rooms[name] = [target for target in names if target and "(planned)" not in target]
    return rooms


def include_counts():
    """(from, to) to the number of include lines in tracked sources."""
    listed = subprocess.run(["git", "ls-files", "*.cc", "*.h", "*.c"], cwd=ROOT, check=True, capture_output=True,
                            text=True).stdout
    counts = collections.Counter()
    for path in listed.split():
        room = path.split("/")[0]
        for target in re.findall(r'^#include "([^/"]+)/', (ROOT / path).read_text(), re.M):
            if target != room:
                counts[room, target] += 1
    return counts


def storey(room, rooms):
    """Longest way down to a room without arrows."""
    return 1 + max((storey(below, rooms) for below in rooms[room]), default=-1)


def places(rooms):
    """Room to the middle of its box; the foundations at the bottom."""
    floors = collections.defaultdict(list)
    for room in rooms:
        floors[storey(room, rooms)].append(room)
    top = max(floors)
    return {room: (WIDTH * (i + 1) // (len(floors[floor]) + 1), 60 + (top - floor) * ROW)
            for floor in floors for i, room in enumerate(floors[floor])}


def svg():
    rooms, counts = arrows(), include_counts()
    at = places(rooms)
    height = max(y for _, y in at.values()) + 60
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
           f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']
    labels = []
    for room, targets in rooms.items():
        for i, target in enumerate(targets):
            (x1, y1), (x2, y2), count = at[room], at[target], counts[room, target]
            out.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#8a8a8a" '
                       f'stroke-width="{1 + min(count, 60) / 12:.1f}"/>')
            along = 0.3 + 0.4 * i / max(len(targets) - 1, 1)
            x, y = x1 + (x2 - x1) * along, y1 + (y2 - y1) * along
            labels.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="13" fill="#b03a2e" text-anchor="middle" '
                          f'stroke="#ffffff" stroke-width="4" paint-order="stroke">{count}</text>')
    out += labels
    for room, (x, y) in at.items():
        out.append(f'<rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" '
                   f'height="{BOX_HEIGHT}" rx="4" fill="#f4ecd8" stroke="#5d4e37"/>')
        out.append(f'<text x="{x}" y="{y + 5}" font-size="16" text-anchor="middle" fill="#2b2b2b">{room}</text>')
    return "\n".join(out + ["</svg>\n"])


if __name__ == "__main__":
    (ROOT / "docs/house.svg").write_text(svg())
    print("docs/house.svg is drawn")
