"""Runs the desk, asks it a question, and prints the answer as it comes."""

import threading
import time

import httpx
import uvicorn
from desk import app

server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
port = server.servers[0].sockets[0].getsockname()[1]
with httpx.stream("POST", f"http://127.0.0.1:{port}/answer", content="Write 60 words about tides.") as got:
    print(got.status_code, got.headers["content-type"])
    for piece in got.iter_text():
        print(piece, end="", flush=True)
    print()
server.should_exit = True
thread.join()
