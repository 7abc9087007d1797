"""What the demo changes about pymap."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag, Recent, Wildcard, get_system_flags
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext


class Box(MailboxData):
    """A folder in which new keywords may be made."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return frozenset(get_system_flags() - {Recent}) | {Wildcard}


class Boxes(MailboxSet):
    """Folders that are all `Box`."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = Box(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        if name in self._set:
            raise ValueError(name)
        async with self._set_lock.write_lock():
            self._set[name] = box = Box(self._content_cache, self._thread_cache)
        return box.mailbox_id


class Configuration(Config):
    """pymap's own greeting asks the name server for this machine's name, which may take seconds."""

    @property
    def greeting(self) -> bytes:
        return b"csmail demo"


def configuration(username: str, password: str) -> tuple[Configuration, ThreadPoolExecutor]:
    """One user in plaintext; the executor is the caller's to shut down."""
    executor = ThreadPoolExecutor(max_workers=1)
    args = Namespace(proxy_protocol=None, passlib_cfg=None, inherited_sockets=None)
    config = Configuration(
        args, demo_data=False, demo_user=username, demo_password=password, host=None, port=0, tls_enabled=False,
        hash_context=Cleartext(), cpu_subsystem=Subsystem.for_threading(executor), invalid_user_sleep=0.0,
    )  # fmt: skip
    return config, executor


def mailboxes(config: Configuration, username: str) -> Boxes:
    """The folders of the user, empty."""
    boxes = Boxes()
    config.set_cache[username] = (boxes, FilterSet())
    return boxes


async def listening(config: Configuration, host: str, port: int) -> asyncio.Server:
    """The server, with its one user known."""
    login = Login(config)
    user = UserMetadata(config, config.demo_user, password=config.demo_password)
    await login.demo_user_identity.set(user)
    handler: Any = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))
    return await asyncio.start_server(handler, host, port)
