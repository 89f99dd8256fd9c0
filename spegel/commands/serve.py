"""`spegel serve`: the app on this computer, with the database built first when there is none."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

import uvicorn

from spegel import i18n, settings, versions, warehouse
from spegel.core import Problem, SpegelError
from spegel.progress import bars

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60


def serve(chosen: settings.Settings, port: int) -> int:
    """Serve until interrupted; prints the address once the app answers. Port 0 takes any free one.

    Raises SpegelError for a port in use, and whatever the build raises.
    """
    language = i18n.DEFAULT_LANGUAGE
    if versions.current(chosen.warehouse) is None:
        from spegel.build import build  # pulls in the geometry libraries, which serving does without

        print(i18n.text("serve.building", language), file=sys.stderr)
        with bars() as watcher:
            build(chosen, chosen.sources, watcher=watcher)
    warehouse.open_current(chosen.warehouse)
    port = _claim(port)
    os.environ.update(
        SPEGEL_PROFILE=chosen.profile,
        SPEGEL_WAREHOUSE=str(chosen.warehouse),
        SPEGEL_AUDIENCE=chosen.audience,
        SPEGEL_RESTRICTED=str(chosen.restricted),
        SPEGEL_LOOPBACK="1",  # true because HOST is
    )
    # Streamlit reads `.streamlit/config.toml` from the folder it stands in.
    os.chdir(settings.project_root())
    sys.path.insert(0, str(settings.project_root()))
    address = f"http://{HOST}:{port}"
    threading.Thread(target=_announce, args=(address, language), daemon=True).start()
    uvicorn.run("app:app", host=HOST, port=port, log_level="warning", ws_max_size=64 * 1024 * 1024)
    return 0


def _claim(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SpegelError(Problem("port_taken", value=str(port))) from error
        return probe.getsockname()[1]


def _announce(address: str, language: str) -> None:
    """Print the address when the app answers, or say that it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                print(i18n.text("serve.ready", language, address=address), flush=True)
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    print(i18n.explain(Problem("not_healthy", details={"seconds": PATIENCE_SECONDS}), language), file=sys.stderr, flush=True)
