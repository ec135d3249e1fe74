"""Runs the service, asks it for two notes, and prints them as they come."""

import threading
import time

import httpx
import uvicorn
from notes import app

server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
port = server.servers[0].sockets[0].getsockname()[1]
for subject in ("tides", ""):
    with httpx.stream("GET", f"http://127.0.0.1:{port}/note", params={"subject": subject}) as got:
        print(got.status_code, got.headers["content-type"], got.headers.get("X-Subject"))
        for piece in got.iter_text():
            print(piece, end="", flush=True)
        print()
server.should_exit = True
thread.join()
