#!/usr/bin/env python3
"""Measures a preview server: how long from saving a report until the browser has been told and gets the changed page.

    benches/preview.py DIR                                   20 edits, half in place, half by rename
    benches/preview.py DIR --soak 300 --edits 2000           edits, additions, removals and renames with 20 clients
    benches/preview.py DIR --flood 10 --clients 200          all clients at once, none of whom may be turned away
    benches/preview.py DIR --command 'zola serve -p {port}' --file content/x.md --page /x/    another program

DIR is copied first and the copy is edited. A program that is not annals is asked for its page every 2 ms until it shows the
edit. Needs Python 3.9 and Linux, for the memory of the server. The exit status is 1 where an edit was lost.
"""

import argparse
import http.client
import os
import pathlib
import random
import re
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

REPORT = "# {title}\n\n- Date: 2024-05-06\n- Affected: payments-api\n\n## Impact\n\n{text}\n\n## Actions\n\n- [ ] Alarm\n"
LIMIT = 60


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("localhost", port, timeout=LIMIT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


def memory(pid):
    """Resident memory in MB: now, and the most there was."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    of = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return of["VmRSS"], of["VmHWM"]


class News:
    """What the server tells of a page, read in a thread: the time of the last event."""

    def __init__(self, port, page):
        self.told = threading.Event()
        self.connection = http.client.HTTPConnection("localhost", port, timeout=None)
        address = page.strip("/") + "/index.html" if page.strip("/") else "index.html"
        self.connection.request("GET", f"/.annals/events?page={address}")
        self.response = self.connection.getresponse()
        threading.Thread(target=self.read, daemon=True).start()
        self.told.wait(LIMIT)

    def read(self):
        try:
            while line := self.response.readline():
                if line.startswith(b"data: "):
                    self.told.set()
        except (OSError, AttributeError, ValueError):
            pass


def save(path, text, by_rename):
    if by_rename:
        beside = path.with_name(f".{path.name}.tmp")
        beside.write_text(text)
        os.replace(beside, path)
    else:
        path.write_text(text)


def latency(options, port, server, folder):
    path = folder / options.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(options.front + REPORT.format(title="Preview measured", text="edit -1"))
    wait_for(port, options.page, "edit -1")
    news = None if options.command else News(port, options.page)
    times = []
    for number in range(options.edits):
        time.sleep(0.3)
        text = options.front + REPORT.format(title="Preview measured", text=f"edit {number}.")
        if news:
            news.told.clear()
        began = time.perf_counter()
        save(path, text, number % 2 == 1)
        if news and not news.told.wait(LIMIT):
            sys.exit(f"edit {number} was lost")
        wait_for(port, options.page, f"edit {number}.")
        times.append((time.perf_counter() - began) * 1000)
    now, most = memory(server.pid)
    print(
        f"{options.edits} edits: median {statistics.median(times):.0f} ms, least {min(times):.0f}, most {max(times):.0f};"
        f" memory {now:.0f} MB, at most {most:.0f}"
    )


def wait_for(port, page, text):
    began = time.perf_counter()
    while time.perf_counter() - began < LIMIT:
        status, body = get(port, page)
        if status == 200 and text in body:
            return
        time.sleep(0.002)
    sys.exit(f"{page} never showed {text!r}")


def soak(options, port, server, folder):
    """Somebody edits, adds, removes and renames while others read; at the end the server must show what is there."""
    reports = folder / "soak"
    reports.mkdir()
    random.seed(1)
    there, gone, number = {}, set(), 0
    broken, fetched, stop = [], [0], threading.Event()

    def reads():
        while not stop.is_set():
            name = random.choice(sorted(there) or [0])
            page = random.choice(["/", "/incidents/", "/about/", f"/incidents/2024-05-06-soak-{name}/"])
            try:
                status, body = get(port, page)
            except OSError as error:
                broken.append(f"{page}: {error}")
                continue
            fetched[0] += 1
            if status not in (200, 404) or not body.rstrip().endswith("</html>"):
                broken.append(f"{page}: {status}, {len(body)} bytes")
            time.sleep(random.random() / 5)

    get(port, "/")
    before, _ = memory(server.pid)
    clients = [threading.Thread(target=reads) for _ in range(options.clients)]
    for client in clients:
        client.start()
    began = time.perf_counter()
    for step in range(options.edits):
        kind = random.random()
        if kind < 0.15 or len(there) < 10:
            number += 1
            name = number
        elif kind < 0.25:
            name = random.choice(sorted(there))
            (reports / f"{name}.md").unlink()
            del there[name]
            gone.add(name)
            continue
        elif kind < 0.35:
            former = random.choice(sorted(there))
            number += 1
            name = number
            os.replace(reports / f"{former}.md", reports / f"{name}.md")
            del there[former]
            gone.add(former)
        else:
            name = random.choice(sorted(there))
        there[name] = f"step {step}."
        save(reports / f"{name}.md", REPORT.format(title=f"Soak {name}", text=there[name]), kind > 0.7)
        time.sleep(max(0, began + (step + 1) * options.soak / options.edits - time.perf_counter()))
    for name, text in there.items():
        wait_for(port, f"/incidents/2024-05-06-soak-{name}/", text)
    stop.set()
    for client in clients:
        client.join()
    listed = get(port, "/incidents/2024/")[1] + get(port, "/incidents/")[1] + get(port, "/")[1]
    for name in gone:
        status, _ = get(port, f"/incidents/2024-05-06-soak-{name}/")
        if status != 404 or f"soak-{name}/" in listed:
            broken.append(f"report {name} is gone and still shown ({status})")
    now, most = memory(server.pid)
    print(
        f"{options.edits} edits in {time.perf_counter() - began:.0f} s, {options.clients} clients, {fetched[0]} pages;"
        f" {len(broken)} faults; memory {before:.0f} MB before, {now:.0f} after ({now / before:.2f}), at most {most:.0f}"
    )
    for fault in broken[:20]:
        print(" ", fault)
    return 1 if broken else 0


def flood(options, port, server):
    """All clients ask at once, each over a connection of its own, one page behind the other."""
    pages = ["/", "/incidents/", "/about/", "/timeline/", "/metrics/", "/no/such/page/"]
    pages += sorted(set(re.findall(r'href="(incidents/[^"#]+/index.html)"', get(port, "/")[1])))
    broken, times, end = [], [], time.perf_counter() + options.flood

    def asks(number):
        dice = random.Random(number)
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=LIMIT)
            while time.perf_counter() < end:
                page = "/" + dice.choice(pages).lstrip("/")
                began = time.perf_counter()
                connection.request("GET", page)
                response = connection.getresponse()
                body = response.read()
                times.append(time.perf_counter() - began)
                if response.status not in (200, 404) or not body.rstrip().endswith(b"</html>"):
                    broken.append(f"{page}: {response.status}, {len(body)} bytes")
        except (OSError, http.client.HTTPException) as error:
            broken.append(f"{number}: {error!r}")

    clients = [threading.Thread(target=asks, args=(number,)) for number in range(options.clients)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    now, most = memory(server.pid)
    times.sort()
    print(
        f"{options.clients} clients for {options.flood:.0f} s: {len(times)} pages, {len(broken)} faults; median"
        f" {statistics.median(times) * 1000:.0f} ms, 99th of 100 {times[len(times) * 99 // 100] * 1000:.0f} ms;"
        f" memory {now:.0f} MB, at most {most:.0f}"
    )
    for fault in broken[:20]:
        print(" ", fault)
    return 1 if broken else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--program", default="target/release/annals", help="annals [default: %(default)s]")
    parser.add_argument("--command", help="another server, with {port}; it runs in the copy of DIR")
    parser.add_argument("--file", default="preview-measured.md", help="the report that is edited, below DIR")
    parser.add_argument("--page", default="/incidents/2024-05-06-preview-measured/", help="where it is shown")
    parser.add_argument("--front", default="", help="what stands before it: front matter that another program needs")
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--soak", type=float, help="seconds over which the edits are spread")
    parser.add_argument("--flood", type=float, help="seconds for which all clients ask at once")
    parser.add_argument("--clients", type=int, default=20)
    options = parser.parse_args()
    options.front = options.front.replace("\\n", "\n")
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "archive"
        shutil.copytree(options.dir, folder)
        port = free_port()
        command = options.command or f"{shlex.quote(os.path.abspath(options.program))} serve . -p {{port}}"
        began = time.perf_counter()
        server = subprocess.Popen(
            shlex.split(command.replace("{port}", str(port))), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while True:
                try:
                    if get(port, "/")[0] == 200:
                        break
                except OSError:
                    pass
                if server.poll() is not None or time.perf_counter() - began > 300:
                    sys.exit("the server does not come up")
                time.sleep(0.005)
            print(f"first page after {time.perf_counter() - began:.2f} s")
            if options.flood:
                return flood(options, port, server)
            if options.soak:
                return soak(options, port, server, folder)
            return latency(options, port, server, folder)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
