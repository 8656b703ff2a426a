#!/usr/bin/env python3
"""Rewrite labelled reports without changing their facts, and show what that costs.

    mutate.py GOLD CORPORA OUT [--binary target/debug/annals] [--score score.py] [--only NAME,…] [--show NAME] [--seed N]

GOLD is an array of labelled records, CORPORA the folder their `source` is relative to, OUT a folder for the rewritten
copies (one folder a mutation, kept for a look). Each mutation is applied to all reports it fits, alone, and some of them
together; the line ranges of the labels are carried along. The binary exports each folder, and the scoring module (`score.py`
of the labels, `../tools/score.py` beside GOLD unless given) scores it. Prints for each mutation how many reports it
changed, the mean F1 over all reports, and over the changed ones before and after, with the drop. `--show` lists what a
mutation lost. Labels are not needed to see that facts are stable: an export of CORPORA by the same binary will do as GOLD,
with `--score` naming the scoring module. Exit 1 where a drop is over 3 points. Standard library only; reads GOLD and CORPORA, writes OUT alone.
"""
import argparse, collections, copy, datetime, importlib.util, json, os, random, re, subprocess, sys

MOST = 3.0
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
# Words of keys that state facts of an incident: what tells a header table or a run of labels from any other.
FACT_KEY = re.compile(r"\b(date|time|start|end|begin|duration|severity|priority|level|status|author|lead|owner|commander|impact|"
                      r"affected|service|system|application|attend|participant|responder|people|zone|summary|title|cause|detect|resolv)", re.I)
# A section that only stands beside another one of its kind: the two are one unit.
REVIEW = re.compile(r"(went (well|wrong|poorly|right|badly)|lucky|lessons|learn)", re.I)
TIME = re.compile(r"\d{1,2}[:.]\d{2}")


class Line:
    """A line of a report: its text, the line numbers it had in the original, and what it stands in."""

    def __init__(self, text, origin=(), place="text"):
        self.text, self.origin, self.place = text, tuple(origin), place

    def but(self, text):
        return Line(text, self.origin, self.place)


def lines_of(text):
    """The lines of a report, each marked as `front` matter, `code`, `comment` or `text`."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    out, place, fence = [], "text", None
    for number, line in enumerate(raw, 1):
        if number == 1 and line.strip() in ("---", "+++"):
            place, fence = "front", line.strip()
            out.append(Line(line, [number], "front"))
            continue
        if place == "front":
            out.append(Line(line, [number], "front"))
            if line.strip() == fence:
                place = "text"
            continue
        opens = re.match(r"\s*(?:[-*+]\s+|>\s*)*(```+|~~~+)", line)
        if place == "code":
            out.append(Line(line, [number], "code"))
            if line.strip().lstrip("> ").startswith(fence) and not line.strip().lstrip("> ").strip(fence[0]):
                place = "text"
            continue
        if place == "comment" or (line.lstrip().startswith("<!--")):
            out.append(Line(line, [number], "comment"))
            place = "text" if "-->" in line else "comment"
            continue
        if opens:
            place, fence = "code", opens[1]
            out.append(Line(line, [number], "code"))
            continue
        out.append(Line(line, [number], "text"))
    return out


def each(lines, change):
    """Lines with their texts changed, where they are text."""
    return [line.but(change(line.text)) if line.place == "text" else line for line in lines]


def heading(line):
    """Level and text of an ATX heading."""
    m = line.place == "text" and re.match(r"(#{1,6})\s+(.*?)\s*#*\s*$", line.text)
    return (len(m[1]), m[2]) if m and m[2] else None


# Tables, labels

def cells(text):
    text = text.strip()
    if "|" not in text:
        return None
    text = text[1:] if text.startswith("|") else text
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", text)]


def is_rule(text):
    row = cells(text)
    return bool(row) and all(re.fullmatch(r":?-+:?", cell) for cell in row)


def tables(lines):
    """First and last index of each table: its head, its rule, its rows."""
    at = 0
    while at + 1 < len(lines):
        if lines[at].place == "text" and cells(lines[at].text) and is_rule(lines[at + 1].text):
            last = at + 1
            while last + 1 < len(lines) and lines[last + 1].place == "text" and cells(lines[last + 1].text):
                last += 1
            yield at, last
            at = last
        at += 1


def bare(text):
    return re.sub(r"[*_`]", "", text).strip().rstrip(":").strip()


def header_tables(lines):
    for first, last in tables(lines):
        rows = [(line, cells(line.text)) for at, line in enumerate(lines[first:last + 1]) if at != 1]
        if any(len(row) != 2 for _, row in rows) or any("<br" in line.text for line, _ in rows):
            continue
        keys = [bare(row[0]) for _, row in rows]
        told = [key for key in keys if FACT_KEY.search(key)]
        if len(told) * 2 >= len(keys) and not any(TIME.search(key) or len(key.split()) > 5 for key in keys):
            yield first, last, rows


def header_table_to(lines, show, between):
    out, done = [], 0
    for first, last, rows in header_tables(lines):
        out += lines[done:first]
        pairs = [(line, row) for line, row in rows if bare(row[0]) and bare(row[1])]
        generic = {"field", "key", "item", "value", "name", "property", "details", "description"}
        pairs = [(line, row) for at, (line, row) in enumerate(pairs) if not (row is rows[0][1] and bare(row[1]).lower() in generic)]
        for line, row in pairs:
            out += [line.but(show(bare(row[0]), row[1].replace("\\|", "|")))] + between
        out.append(Line(""))
        done = last + 1
    return out + lines[done:]


def table_to_bullets(lines, gold):
    return header_table_to(lines, lambda key, value: f"- **{key}**: {value}", [])


def table_to_labels(lines, gold):
    return header_table_to(lines, lambda key, value: f"**{key}:** {value}", [Line("")])


LABEL = re.compile(r"^(?P<bullet>[-*+]\s+)?\*\*(?P<key>[^*:]{2,40}?)(?::\*\*|\*\*\s*:)\s+(?P<value>\S.*)$")


def label_runs(lines):
    """Runs of labels of one line each, at least one of which states a fact: bullets, or paragraphs of one line."""
    at = 0
    while at < len(lines):
        run, end = [], at
        while end < len(lines):
            line = lines[end]
            m = line.place == "text" and LABEL.match(line.text)
            if m and "|" not in m["value"] and not TIME.match(m["key"]):
                run.append((line, m))
                end += 1
            elif run and not line.text.strip() and end + 1 < len(lines) and LABEL.match(lines[end + 1].text):
                end += 1
            else:
                break
        follows = lines[end].text if end < len(lines) else ""
        alone = not follows.strip() or follows.startswith("#")
        facts = [m for _, m in run if FACT_KEY.search(m["key"])]
        # A long text behind a label is a section of its own; nobody puts it into a table.
        short = all(len(m["value"]) <= 120 for _, m in run)
        if len(run) >= 2 and alone and short and len(facts) * 2 >= len(run):
            yield at, end, run
        at = max(end, at + 1)


def labels_to_table(lines, gold):
    out, done = [], 0
    for first, end, run in label_runs(lines):
        out += lines[done:first] + [Line(""), Line("| | |"), Line("|---|---|")]
        out += [line.but(f"| {m['key']} | {m['value']} |") for line, m in run] + [Line("")]
        done = end
    return out + lines[done:]


def labels_lines(lines, gold):
    """Labels as lines of one paragraph, broken by two spaces."""
    out, done = [], 0
    for first, end, run in label_runs(lines):
        out += lines[done:first] + [Line("")]
        out += [line.but(f"**{m['key']}:** {m['value']}" + ("  " if at + 1 < len(run) else "")) for at, (line, m) in enumerate(run)] + [Line("")]
        done = end
    return out + lines[done:]


def labels_plain(lines, gold):
    return each(lines, lambda text: re.sub(r"^(\s*(?:[-*+]\s+)?)\*\*([^*:]{2,40}?)(?::\*\*|\*\*:)(\s|$)", r"\1\2:\3", text))


def labels_bold(lines, gold):
    def change(text):
        m = re.match(r"^(\s*(?:[-*+]\s+)?)([A-Z][A-Za-z]+(?: [A-Za-z]+){0,3}):(\s+\S.*|\s*)$", text)
        return f"{m[1]}**{m[2]}**:{m[3]}" if m and FACT_KEY.search(m[2]) else text
    return each(lines, change)


def labels_to_headings(lines, gold):
    """Bullets that are labels with text or bullets below them as headings, where all bullets of their list are."""
    out, at, level = [], 0, 1
    while at < len(lines):
        level = heading(lines[at])[0] if heading(lines[at]) else level
        items, end = [], at
        while end < len(lines):
            m = lines[end].place == "text" and re.match(r"^[-*+]\s+\*\*(?P<key>[^*:]{2,40}?)(?::\*\*|\*\*\s*:|\*\*$)\s*(?P<value>.*)$", lines[end].text)
            if m and not TIME.match(m["key"]):
                items.append([(lines[end], m)])
            elif items and (not lines[end].text.strip() or lines[end].text.startswith((" ", "\t"))):
                items[-1].append(lines[end])
            else:
                break
            end += 1
        follows = lines[end].text if end < len(lines) else ""
        rich = [item for item in items if any(line.text.strip() for line in item[1:])]
        told = [item for item in items if FACT_KEY.search(item[0][1]["key"])]
        if len(items) >= 3 and rich and len(told) >= 3 and (not follows.strip() or follows.startswith("#")) and level < 6:
            for (line, m), *below in items:
                out += [Line(""), Line(f"{'#' * (level + 1)} {m['key']}", () if m["value"] else line.origin), Line("")]
                out += [line.but(m["value"])] if m["value"] else []
                out += [Line("")] if m["value"] and below and re.match(r"\s*[-*+]\s", below[0].text) else []
                out += [Line(re.sub(r"^( {2}|\t)", "", other.text), other.origin, other.place) for other in below]
            at = end
        else:
            out += lines[at:max(end, at + 1)]
            at = max(end, at + 1)
    return out


def bold_underscores(lines, gold):
    return each(lines, lambda text: outside_of_links(text, lambda part: re.sub(r"(?<![\w*_])\*\*([^*_]+)\*\*(?![\w*_])", r"__\1__", part)))


# Headings

def title_to_front(lines, gold):
    """The first heading as the title of front matter."""
    first = next((at for at, line in enumerate(lines) if line.text.strip()), None)
    found = first is not None and heading(lines[first])
    if not found or found[0] != 1 or sum(bool(heading(line) and heading(line)[0] == 1) for line in lines) > 1 or re.search(r'["\\`*_\[:]', found[1]):
        return lines
    front = [Line("---", (), "front"), Line(f'title: "{found[1]}"', lines[first].origin, "front"), Line("---", (), "front")]
    return front + lines[first + 1:]


def bold_to_headings(lines, gold):
    """Lines that are all bold and stand alone as headings one level deeper."""
    out, level = [], 1
    for at, line in enumerate(lines):
        found = heading(line)
        level = found[0] if found else level
        alone = all(not lines[other].text.strip() for other in (at - 1, at + 1) if 0 <= other < len(lines))
        m = line.place == "text" and alone and re.fullmatch(r"\*\*([^*.?]{3,60}?):?\*\*:?", line.text.strip())
        if m and at > 2 and level < 6 and not TIME.search(m[1]) and not line.text.startswith(" "):
            out.append(line.but(f"{'#' * (level + 1)} {m[1]}"))
        else:
            out.append(line)
    return out


def headings_down(lines, gold):
    levels = [heading(line)[0] for line in lines if heading(line)]
    if not levels or max(levels) > 5 or has_setext(lines):
        return lines
    return [line.but("#" + line.text) if heading(line) else line for line in lines]


def headings_up(lines, gold):
    levels = [heading(line)[0] for line in lines if heading(line)]
    if not levels or min(levels) < 2 or has_setext(lines):
        return lines
    return [line.but(line.text[1:]) if heading(line) else line for line in lines]


def has_setext(lines):
    under = (at for at in range(1, len(lines)) if lines[at].place == "text" and re.fullmatch(r"(=+|-+)\s*", lines[at].text))
    return any(lines[at - 1].text.strip() and lines[at - 1].place == "text" and not cells(lines[at - 1].text) for at in under)


def closing_hashes(lines, gold):
    return [line.but(f"{line.text.rstrip().rstrip('#').rstrip()} {'#' * heading(line)[0]}") if heading(line) and "{#" not in line.text else line
            for line in lines]


def setext(lines, gold):
    out = []
    for line in lines:
        found = heading(line)
        if found and found[0] <= 2 and not re.match(r"(\d+[.)]|[-+*>|#=]|```|~~~)", found[1]) and "|" not in found[1]:
            if out and out[-1].text.strip():
                out.append(Line(""))
            out += [line.but(found[1]), Line(("=" if found[0] == 1 else "-") * max(3, len(found[1])), line.origin)]
        else:
            out.append(line)
    return out


def bold_headings(lines, gold):
    """The deepest headings as bold lines, where there are three levels or more."""
    levels = sorted({heading(line)[0] for line in lines if heading(line)})
    return lines if len(levels) < 3 else bold_headings_of(lines, levels[-1])


def bold_headings_of(lines, level):
    """All headings of a level as bold lines, or none."""
    if any(heading(line) and heading(line)[0] == level and re.search(r"[*_`\[:.?]", heading(line)[1]) for line in lines):
        return lines
    out = []
    for line in lines:
        found = heading(line)
        if found and found[0] == level:
            out += [Line(""), line.but(f"**{found[1]}**"), Line("")]
        else:
            out.append(line)
    return out


SYNONYMS = {"root cause": "What caused it?", "root causes": "Contributing factors", "timeline": "Chronology", "action items": "Follow-up actions",
            "actions": "Next steps", "impact": "Customer impact", "lessons learned": "What we learned", "attendees": "People involved",
            "resolution": "How it was fixed", "summary": "Overview", "what went well": "Things that went well"}


def synonyms(lines, gold):
    """Headings in other words."""
    def change(line):
        found = heading(line)
        other = found and SYNONYMS.get(found[1].rstrip(":").lower())
        return line.but("#" * found[0] + " " + other) if other else line
    return [change(line) for line in lines]


def sections_to_bold(lines, gold):
    """All headings below the title as bold lines, where they are of one level."""
    levels = sorted({heading(line)[0] for line in lines if heading(line)})
    bold = any(line.place == "text" and re.fullmatch(r"\*\*[^*]+\*\*:?", line.text.strip()) for line in lines)
    if bold or len(levels) != 2 or [heading(line)[0] for line in lines if heading(line)].count(levels[0]) > 1:
        return lines
    return bold_headings_of(lines, levels[-1])


# Dates

def ordinal(day):
    return f"{day}{'th' if 11 <= day % 100 <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


ISO = re.compile(r"(?<![\w/.:\-+=#])(20\d\d)-(\d\d)-(\d\d)(?![\w/:\-+]|\.\d|\.\w|T\d)")
NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
WRITTEN = re.compile(rf"(?<![\w/.\-])(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({NAMES})\.?,? (20\d\d)|({NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (20\d\d))(?![\w/\-])")


def outside_of_links(text, change):
    """Changes a text but for addresses, link targets and code within it."""
    parts = re.split(r"(`[^`]*`|\]\([^)]*\)|\]\[[^\]]*\]|<[^>]*>|https?://\S+)", text)
    return "".join(part if at % 2 else change(part) for at, part in enumerate(parts))


def dates(lines, gold, change):
    for row in gold.get("timeline", []) + gold.get("actions", []):
        row["text"] = change(row["text"]) if row.get("text") else row.get("text")
    if isinstance(gold.get("title"), str) and not any(line.place == "front" and line.text.startswith("title") for line in lines):
        gold["title"] = change(gold["title"])
    return each(lines, lambda text: text if re.match(r"\s*\[[^\]]+\]:", text) else outside_of_links(text, change))


def from_iso(show):
    def change(text):
        def one(m):
            year, month, day = int(m[1]), int(m[2]), int(m[3])
            return show(day, MONTHS[month - 1], year) if 1 <= month <= 12 and 1 <= day <= 31 else m[0]
        return ISO.sub(one, text)
    return change


def dates_day_first(lines, gold):
    return dates(lines, gold, from_iso(lambda day, month, year: f"{day} {month} {year}"))


def dates_month_first(lines, gold):
    return dates(lines, gold, from_iso(lambda day, month, year: f"{month} {ordinal(day)}, {year}"))


def dates_slash(lines, gold):
    return dates(lines, gold, lambda text: ISO.sub(r"\1/\2/\3", text))


def dates_short(lines, gold):
    return dates(lines, gold, from_iso(lambda day, month, year: f"{month[:3]} {day}, {year}"))


def dates_weekday(lines, gold):
    def show(day, month, year):
        weekday = datetime.date(year, MONTHS.index(month) + 1, day).strftime("%A")
        return f"{weekday}, {day} {month} {year}"
    return dates(lines, gold, from_iso(show))


def dates_iso(lines, gold):
    def one(m):
        day, month, year = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6])
        number = next(at for at, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
        return f"{year}-{number:02}-{int(day):02}"
    return dates(lines, gold, lambda text: WRITTEN.sub(one, text))


# Timelines

def timeline_to_bullets(lines, gold):
    out, done = [], 0
    for first, last in tables(lines):
        head, rows = cells(lines[first].text), [(line, cells(line.text)) for line in lines[first + 2:last + 1]]
        timed = [row for _, row in rows if len(row) == 2 and TIME.search(row[0]) and row[1]]
        if len(head) != 2 or len(rows) < 2 or len(timed) < len(rows):
            continue
        zone = re.search(r"\b(UTC|GMT|CES?T|[EPCM][SD]?T|BST)\b([+-]\d+)?", head[0])
        out += lines[done:first]
        out += [Line(f"All times {zone[0]}.", lines[first].origin), Line("")] if zone else []
        out += [line.but(f"- {bare(row[0])}: " + row[1].replace("\\|", "|")) for line, row in rows]
        done = last + 1
    return out + lines[done:]


TIMED = re.compile(r"^[-*+]\s+(?:\*\*|__)?(?P<time>\[?(?:\d{4}-\d\d-\d\d,?\s+)?\d{1,2}:\d\d(?:\s*(?:[AaPp]\.?[Mm]\.?))?(?:\s*(?:UTC|GMT|CES?T|[EPCM][SD]T|BST))?\]?)"
                   r"(?:\*\*|__)?\s*(?:[:\-–—]\s+|:\s*(?:\*\*)?\s+|\s)(?P<text>\S.*)$")


def entries_to(lines, show, before=(), behind=()):
    """Runs of three timed bullets or more, one of which may run over several lines, in another form."""
    lines = timeline_to_bullets(lines, None)
    out, at = [], 0
    while at < len(lines):
        run, end = [], at
        while end < len(lines) and lines[end].place == "text":
            m = TIMED.match(lines[end].text)
            wrapped = run and re.match(r"^\s{2,}[^\s\-*+>|\d#]", lines[end].text)
            if m and not re.match(r"(\*\*|-|–|—|to\b|until\b|\d{1,2}:\d\d)", m["text"]):
                run.append([lines[end], m["time"], m["text"]])
            elif wrapped:
                run[-1][0] = Line("", run[-1][0].origin + lines[end].origin)
                run[-1][2] += " " + lines[end].text.strip()
            else:
                break
            end += 1
        follows = lines[end].text if end < len(lines) else ""
        if len(run) >= 3 and (not follows.strip() or follows.startswith("#")):
            level = next((heading(line)[0] for line in reversed(lines[:at]) if heading(line)), 1)
            out += [Line(text) for text in before]
            for number, (line, time, text) in enumerate(run, 1):
                out += [line.but(text) for text in show(time, text, number, level)]
            out += [Line(text) for text in behind]
            at = end
        else:
            out += lines[at:max(end, at + 1)]
            at = max(end, at + 1)
    return out


def timeline_to_table(lines, gold):
    def show(time, text, number, level):
        return ["| " + time + " | " + text.replace("|", "\\|") + " |"]
    return entries_to(lines, show, ["", "| Time | What happened |", "|------|------|"])


def timeline_to_paragraphs(lines, gold):
    return entries_to(lines, lambda time, text, number, level: ["", f"**{time}**: {text}"], behind=[""])


def timeline_to_headings(lines, gold):
    return entries_to(lines, lambda time, text, number, level: ["", f"{'#' * min(6, level + 1)} {time}", "", text], behind=[""])


def timeline_to_numbers(lines, gold):
    return entries_to(lines, lambda time, text, number, level: [f"{number}. {time} {text}"], before=[""])


def times_with_h(lines, gold):
    """Times in front of entries as 07h30."""
    def show(time, text, number, level):
        twelve = "m" in time.lower().replace("gmt", "")
        return [f"- {time}: {text}" if twelve else "- " + re.sub(r"(\d{1,2}):(\d\d)", r"\1h\2", time) + f" : {text}"]
    return entries_to(lines, show)


def times_twelve(lines, gold):
    """Times in front of entries and in the first cells of tables with AM and PM."""
    def twelve(text):
        def one(m):
            hour = int(m[1])
            return f"{(hour + 11) % 12 + 1}:{m[2]} {'AM' if hour < 12 else 'PM'}" if hour < 24 else m[0]
        return re.sub(r"(?<![\d:.\-+T])(\d{1,2}):(\d\d)(?![:\d]|\s*(?:[AaPp]\.?[Mm]))", one, text)
    out = []
    for line in lines:
        m = line.place == "text" and TIMED.match(line.text)
        row = line.place == "text" and line.text.startswith("|") and cells(line.text)
        if m and "m" not in m["time"].lower().replace("gmt", ""):
            end = m.start("text")
            out.append(line.but(twelve(line.text[:end]) + line.text[end:]))
        elif row and len(row) > 1 and re.fullmatch(r"\**(\d{4}-\d\d-\d\d )?\d{1,2}:\d\d\**", row[0]):
            out.append(line.but("| " + " | ".join([twelve(row[0])] + row[1:]) + " |"))
        else:
            out.append(line)
    return out


# Actions

def actions_to_bullets(lines, gold):
    """Tables of actions and owners as bullets with the state in front and the owner behind."""
    out, done = [], 0
    for first, last in tables(lines):
        head = [bare(cell).lower() for cell in cells(lines[first].text)]
        text = next((at for at, name in enumerate(head) if re.match(r"(action|task|what|todo)", name)), None)
        owner = next((at for at, name in enumerate(head) if re.match(r"(owner|who|assignee|responsible)", name)), None)
        if text is None or owner is None:
            continue
        state = next((at for at, name in enumerate(head) if re.match(r"(stat|état|etat|done)", name)), len(head))
        out += lines[done:first]
        for line in lines[first + 2:last + 1]:
            row = cells(line.text)
            named, told = (bare(row[at]) if at < len(row) else "" for at in (owner, state))
            out.append(line.but("- " + (f"[{told}] " if told else "") + row[text].rstrip(".") + (f". Owner: {named}" if named else "")))
        done = last + 1
    return out + lines[done:]


# Marks and white space

BULLET = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)\S")


def loose_lists(lines, gold):
    """A blank line between the items of a list."""
    out = []
    for line in lines:
        before = BULLET.match(out[-1].text) if out and out[-1].place == "text" else None
        now = BULLET.match(line.text) if line.place == "text" else None
        if before and now and before[1] == now[1] and before[2][-1] == now[2][-1]:
            out.append(Line(""))
        out.append(line)
    return out


def numbers_bracket(lines, gold):
    return each(lines, lambda text: re.sub(r"^(\s*\d{1,2})\.(\s+\S)", r"\1)\2", text))


def indent_four(lines, gold):
    """Nested lists indented by four instead of two."""
    nested = [line for line in lines if re.match(r"^ {2,}\S", line.text)]
    if any(line.place != "text" or len(re.match(r" *", line.text)[0]) % 2 for line in nested):
        return lines
    if not any(re.match(r"^ {2}[-*+] ", line.text) for line in nested) or any(re.match(r"^\s*\d+[.)] ", line.text) for line in lines):
        return lines
    return each(lines, lambda text: re.sub(r"^( +)(?=\S)", r"\1\1", text))


def wrap(lines, gold):
    """Long paragraphs and items in lines of 60 letters."""
    out = []
    for line in lines:
        indent = re.match(r"^(\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?|\s*)", line.text)[0]
        plain = line.place == "text" and not heading(line) and "|" not in line.text and not re.match(r"\s*(>|<|\[[^\]]+\]:|!|\{|#|:)", line.text)
        if not plain or len(line.text) <= 72 or line.text.endswith(("  ", "\\")) or len(indent) > 8:
            out.append(line)
            continue
        # Links and code stay whole.
        words = re.findall(r"(?:\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\[[^\]]*\]|`[^`]*`|\S)+", line.text[len(indent):])
        rows, row = [], indent
        for word in words:
            sound = not re.match(r"([-+*>#=|:]|\d+[.)]|```|~~~|<)", word)
            if len(row) + len(word) > 60 and sound and row.strip():
                rows.append(row.rstrip())
                row = " " * len(indent)
            row += word + " "
        rows.append(row.rstrip())
        out += [Line(text, line.origin) for text in rows]
    return out


def unwrap(lines, gold):
    """Paragraphs and items that run over several lines in one."""
    out = []
    for line in lines:
        last = out[-1] if out else None
        goes_on = line.place == "text" and re.match(r"^\s*[A-Za-z(]", line.text) and not cells(line.text) and not re.match(r"^\s*[A-Z]\w*( \w+){0,3}:", line.text)
        prose = last is not None and last.place == "text" and re.match(r"^\s*([-*+]\s+|\d+[.)]\s+)?(\[[ xX]\]\s+)?[^\s\-+>#|<\[!:=`{]", last.text) \
            and not last.text.endswith(("  ", "\\", ":")) and len(last.text) > 50 and not LABEL.match(last.text) and not re.fullmatch(r"\*\*[^*]*\*\*", last.text.strip())
        if goes_on and prose:
            out[-1] = Line(last.text.rstrip() + " " + line.text.strip(), last.origin + line.origin)
        else:
            out.append(line)
    return out

def bullets(mark):
    def change(text):
        if re.fullmatch(r"\s*([-*_])(\s*\1){2,}\s*", text) or re.fullmatch(r"\s*[-*+]+\s*", text):
            return text
        return re.sub(r"^(\s*)[-*+](\s+\S)", rf"\g<1>{mark}\2", text)
    return lambda lines, gold: lines if has_setext(lines) and mark == "-" else each(lines, change)


def blank_lines(lines, gold):
    out = []
    for at, line in enumerate(lines):
        top = line.place == "text" and not line.text.startswith((" ", "\t", ">"))
        if heading(line):
            out.append(Line(""))
        out.append(line)
        if heading(line) or (top and not line.text.strip() and at + 1 < len(lines) and not lines[at + 1].text.startswith((" ", "\t"))):
            out.append(Line(""))
    return out


def trailing_space(lines, gold):
    return each(lines, lambda text: text + " " if text.strip() and not text.endswith((" ", "\\")) else text)


# What stands around the facts

def sections(lines):
    """Preamble and sections of the level below the title."""
    marks = [(at, *heading(line)) for at, line in enumerate(lines) if heading(line)]
    levels = [level for _, level, _ in marks]
    if len(levels) < 3 or has_setext(lines):
        return None
    top = min(levels)
    level = top if levels.count(top) > 1 else min(other for other in levels if other > top)
    starts = [(at, title) for at, own, title in marks if own == level]
    if marks[0][1] > level or len(starts) < 3:
        return None
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    return lines[:starts[0][0]], [(title, lines[at:end]) for (at, title), end in zip(starts, ends)], level


def reorder(lines, gold):
    """All sections but the first in reverse; what goes together stays together."""
    found = sections(lines)
    if not found:
        return lines
    preamble, parts, _ = found
    # Headings that are entries of a timeline keep their order, and so does everything else where a fact spans sections.
    if any(TIME.search(title) or re.search(r"\d{4}", title) for title, _ in parts[1:]) or sum("timeline" in title.lower() for title, _ in parts) > 1:
        return lines
    units = []
    for title, part in parts:
        if units and REVIEW.search(title) and REVIEW.search(units[-1][0]):
            units[-1] = (title, units[-1][1] + part)
        else:
            units.append((title, list(part)))
    for key in ("root_cause", "impact", "lessons"):
        span = gold.get(key)
        for first, last in ([span] if isinstance(span, list) else []):
            inside = [unit for _, unit in units if any(first <= number <= last for line in unit for number in line.origin)]
            if len(inside) != 1:
                return lines
    out = list(preamble)
    for _, unit in units[:1] + units[:0:-1]:
        if unit[-1].text.strip():
            unit = unit + [Line("")]
        out += unit
    return out


def chatter(lines, gold):
    """A comment, a paragraph that says nothing, and sections of links and of housekeeping."""
    found = sections(lines)
    level = found[2] if found else 2
    out = list(lines)
    first = next((at for at, line in enumerate(out) if heading(line)), None)
    if first is not None and not (first + 1 < len(out) and out[first + 1].text.strip()):
        out[first + 1:first + 1] = [Line(""), Line("<!-- Please keep the lines of this page short. -->"), Line("")]
    if out and out[-1].text.strip():
        out.append(Line(""))
    head = "#" * level
    tail = ["", f"{head} Further reading", "", "* [Our handbook](https://handbook.example/pages)", "* [How we write](https://handbook.example/style)", "",
            f"{head} About this page", "", "This page is kept in the handbook of the team. Tell us where a word is unclear.", ""]
    return out + [Line(text) for text in tail]


MUTATIONS = {
    "table-to-bullets": table_to_bullets, "table-to-labels": table_to_labels, "labels-to-table": labels_to_table, "labels-lines": labels_lines,
    "labels-plain": labels_plain, "labels-bold": labels_bold,
    "labels-to-headings": labels_to_headings, "bold-underscores": bold_underscores,
    "title-to-front": title_to_front, "bold-to-headings": bold_to_headings, "headings-down": headings_down, "headings-up": headings_up, "bold-headings": bold_headings,
    "closing-hashes": closing_hashes, "setext": setext, "synonyms": synonyms, "sections-to-bold": sections_to_bold,
    "dates-day-first": dates_day_first, "dates-month-first": dates_month_first, "dates-iso": dates_iso,
    "dates-slash": dates_slash, "dates-short": dates_short, "dates-weekday": dates_weekday,
    "timeline-to-bullets": timeline_to_bullets, "timeline-to-table": timeline_to_table,
    "timeline-to-paragraphs": timeline_to_paragraphs, "timeline-to-headings": timeline_to_headings,
    "timeline-to-numbers": timeline_to_numbers, "times-twelve": times_twelve, "times-with-h": times_with_h, "actions-to-bullets": actions_to_bullets,
    "bullets-star": bullets("*"), "bullets-plus": bullets("+"), "bullets-dash": bullets("-"),
    "loose-lists": loose_lists, "numbers-bracket": numbers_bracket, "indent-four": indent_four, "wrap": wrap, "unwrap": unwrap,
    "blank-lines": blank_lines, "trailing-space": trailing_space, "reorder": reorder, "chatter": chatter,
    "crlf": lambda lines, gold: lines,
}
# Together in this order: what looks for a form comes before what changes it.
TOGETHER = ["chatter", "table-to-labels", "table-to-bullets", "labels-to-table", "labels-plain", "timeline-to-table", "timeline-to-bullets",
            "dates-day-first", "dates-month-first", "dates-iso", "times-twelve", "labels-to-headings", "bold-to-headings", "headings-down", "closing-hashes", "bullets-plus", "bullets-star", "wrap", "loose-lists",
            "blank-lines", "trailing-space"]


def rewrite(text, gold, names):
    """A report and its labels after some mutations."""
    gold = copy.deepcopy(gold)
    lines = lines_of(text)
    for name in names:
        lines = MUTATIONS[name](lines, gold)
        # Reordering reads the labels by their original lines; they are carried along once, at the end.
    numbers = {}
    for at, line in enumerate(lines, 1):
        for origin in line.origin:
            numbers.setdefault(origin, []).append(at)

    def carried(span):
        found = [at for origin in range(span[0], span[1] + 1) for at in numbers.get(origin, [])]
        return [min(found), max(found)] if found else span

    for key in ("root_cause", "impact", "lessons"):
        span = gold.get(key)
        if isinstance(span, list):
            gold[key] = carried(span)
        elif isinstance(span, dict):
            gold[key] = {"any": [one and carried(one) for one in span["any"]]}
    breaks = "\r\n" if "crlf" in names else "\n"
    return breaks.join(line.text for line in lines), gold


def load(path):
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mean(score, gold, export, misses):
    tallies = score.score(gold, export, misses)
    return sum(tally.f1 for tally in tallies.values()) / len(tallies) * 100


def export(binary, folder):
    path = folder + ".json"
    ended = subprocess.run([binary, "export", folder, "-o", path], capture_output=True, text=True)
    if ended.returncode not in (0, 1):
        sys.exit(f"{binary} export {folder} ended with {ended.returncode}\n{ended.stderr}")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("gold"); p.add_argument("corpora"); p.add_argument("out")
    p.add_argument("--binary", default="target/debug/annals"); p.add_argument("--score"); p.add_argument("--only")
    p.add_argument("--show"); p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    score = load(a.score or os.path.join(os.path.dirname(os.path.abspath(a.gold)), "..", "tools", "score.py"))
    with open(a.gold, encoding="utf-8") as file:
        # A part of a log is no file of its own.
        gold = [record for record in json.load(file) if "#" not in record["source"]]
    texts = {}
    for record in gold:
        with open(os.path.join(a.corpora, record["source"]), encoding="utf-8-sig", newline="") as file:
            texts[record["source"]] = file.read()

    chance = random.Random(a.seed)
    runs = {"as-written": lambda source: []}
    for name in MUTATIONS:
        runs[name] = lambda source, name=name: [name]
    for number in (1, 2, 3, 4):
        picks = {source: sorted(chance.sample(TOGETHER, 5), key=TOGETHER.index) for source in sorted(texts)}
        runs[f"together-{number}"] = lambda source, picks=picks: picks[source]
    wanted = set(a.only.split(",")) if a.only else set(runs)

    print(f"{'':20} {'changed':>8} {'all':>7}   {'changed only':>20} {'drop':>6}")
    base, worst = None, 0.0
    for run, names in runs.items():
        if run != "as-written" and run not in wanted:
            continue
        folder = os.path.join(a.out, run)
        labels, changed = [], set()
        for record in gold:
            source = record["source"]
            text, label = rewrite(texts[source], record, names(source))
            if text != texts[source]:
                changed.add(source)
            else:
                label = record
            labels.append(label)
            path = os.path.join(folder, source)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        got, misses = export(a.binary, folder), collections.defaultdict(list)
        whole = mean(score, labels, got, misses)
        if run == "as-written":
            base = got, whole, {(field, json.dumps(miss[0:1]), json.dumps(miss[2])) for field, all in misses.items() for miss in all}
            print(f"{run:20} {'':>8} {whole:7.1f}")
            continue
        nothing = collections.defaultdict(list)
        before = mean(score, [record for record in gold if record["source"] in changed], base[0], nothing) if changed else 100.0
        after = mean(score, [label for label in labels if label["source"] in changed], got, nothing) if changed else 100.0
        worst = max(worst, before - after)
        mark = "  over the limit" if before - after > MOST else ""
        print(f"{run:20} {len(changed):8} {whole:7.1f}   {before:9.1f} → {after:8.1f} {before - after:6.1f}{mark}")
        if a.show == run:
            for field, all in sorted(misses.items()):
                for source, want, have in all:
                    if (field, json.dumps((source,)), json.dumps(have)) not in base[2]:
                        print(f"    {field}: {source}\n        want {json.dumps(want, ensure_ascii=False)}\n        have {json.dumps(have, ensure_ascii=False)}")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
