"""Builds that a page asks for. They belong to the server and not to a visitor: a closed page or a lost line stops nothing."""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass

from spegel.core import Problem, SpegelError
from spegel.registers.store import Store
from spegel.settings import Settings

_LOG = logging.getLogger("spegel.incident")


@dataclass(frozen=True)
class State:
    """How far the build has come, or how the last one ended. `step` is empty until the first step is known."""

    is_running: bool = False
    step: str = ""
    done: int = 0
    total: int = 0
    version: str = ""  # that the last build gave
    problems: tuple[Problem, ...] = ()  # that stopped it
    incident: str = ""  # number of an error nobody had foreseen; its trace is in the server's log


class Publisher:
    """Runs one build at a time; what is asked for meanwhile is built when that one is done."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: tuple[Settings, str] | None = None
        self._state = State()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """What can be told now."""
        return self._state

    def publish(self, settings: Settings, who: str) -> None:
        """Ask for a build of everything accepted so far, in the name of `who`. Returns at once."""
        with self._lock:
            self._wanted = (settings, who)
            if not self._state.is_running:
                self._state = State(is_running=True)
                self._thread = threading.Thread(target=self._run, name="publishing", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when nothing is being built any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        outcome = State()
        while (wanted := self._next(outcome)) is not None:
            outcome = self._build(*wanted)

    def _next(self, outcome: State) -> tuple[Settings, str] | None:
        """What to build next; without anything the outcome of the last build is what there is to tell."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
            self._state = State(is_running=True) if wanted else outcome
            return wanted

    def _build(self, settings: Settings, who: str) -> State:
        from spegel.build.apart import build_apart  # pulls in the geometry libraries, which serving does without

        try:
            version = build_apart(settings, self._tell)
            Store(settings.restricted).log(who, "build", version=version)
        except SpegelError as error:
            return State(problems=error.problems)
        except Exception as error:  # the last line of the thread: without it the page would wait for ever
            incident = secrets.token_hex(4)
            _LOG.error("incident %s", incident, exc_info=error)
            return State(incident=incident)
        return State(version=version)

    def _tell(self, step: str, done: int, total: int) -> None:
        self._state = State(is_running=True, step=step, done=done, total=total)


PUBLISHER = Publisher()
"""The one of this server."""
