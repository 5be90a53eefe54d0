# SPDX-License-Identifier: BSL-1.0
"""A bare aiosmtpd for load.sh: aiosmtpd_server.py CHAIN KEY prints its port and serves until it is ended."""

import asyncio
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Taker:
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Taken"


async def serve(chain, key):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain, key)
    tls.num_tickets = 0
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Taker(), hostname="mx.example.test", tls_context=tls, loop=loop), "127.0.0.1", 0, backlog=4096
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(*sys.argv[1:]))
