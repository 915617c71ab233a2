#!/usr/bin/python3
"""smtpd.py PORTFILE FOLDER CERTIFICATE KEY: aiosmtpd on 127.0.0.1, for tests.

Three ports into PORTFILE: plain, STARTTLS (needed before MAIL, and login as
user with the password "secret word"), TLS from the first byte. Messages go to
FOLDER, one file each: envelope, then the text. Addresses that begin with
later, never, later-data, never-data are answered so: 450, 550 to RCPT, 451,
554 to DATA. hang-up closes the connection.
"""
import asyncio, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    n = 0

    def __init__(self, tls):
        self.tls = tls

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('later@'):
            return '450 4.2.1 mailbox busy'
        if address.startswith('never@'):
            return '550 5.1.1 no such mailbox'
        if address.startswith('hang-up@'):
            server.transport.abort()
            return '250 OK'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        if any(a.startswith('later-data@') for a in envelope.rcpt_tos):
            return '451 4.3.0 try again later'
        if any(a.startswith('never-data@') for a in envelope.rcpt_tos):
            return '554 5.6.0 content refused'
        Handler.n += 1
        name = os.path.join(sys.argv[2], '%d' % Handler.n)
        with open(name + '.part', 'wb') as f:
            head = '%s\n%s\n%s\n\n' % (envelope.mail_from, ' '.join(envelope.rcpt_tos),
                                       'TLS' if self.tls or session.ssl else 'plain')
            f.write(head.encode() + envelope.original_content)
        os.rename(name + '.part', name)
        return '250 OK'


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b'user' and data.password == b'secret word'
    return AuthResult(success=good, handled=False)


async def main():
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    kinds = (({}, None), ({'tls_context': context, 'require_starttls': True, 'auth_required': True,
                           'authenticator': authenticate}, None), ({}, context))
    ports = []
    for options, tls in kinds:
        server = await loop.create_server(
            lambda o=options, t=tls: SMTP(Handler(t), hostname='localhost', data_size_limit=1 << 20, **o),
            '127.0.0.1', 0, ssl=tls)
        ports.append(str(server.sockets[0].getsockname()[1]))
    with open(sys.argv[1] + '.part', 'w') as f:
        f.write(' '.join(ports) + '\n')
    os.rename(sys.argv[1] + '.part', sys.argv[1])
    await asyncio.Event().wait()

asyncio.run(main())
