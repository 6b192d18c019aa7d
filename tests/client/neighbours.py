"""What may stand between the `lab` command and its classroom, or in its place: real servers on this computer."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Stranger(ThreadingHTTPServer):
    """A web server that is no classroom: it gives one answer to everything, and remembers what it was sent."""

    daemon_threads = True

    def __init__(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status, self.body, self.extra = status, body.encode(), headers or {}
        self.authorizations: list[str | None] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Answering(BaseHTTPRequestHandler):
    server: Stranger

    def answer(self) -> None:
        self.server.authorizations.append(self.headers["Authorization"])
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.send_response(self.server.status)
        for name, value in {"Content-Length": str(len(self.server.body)), **self.server.extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  names of the base class

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: these requests are the test's."""


@contextmanager
def stranger(status: int, body: str = "", tls: Path | None = None, **headers: str) -> Iterator[Stranger]:
    """`tls`: a file with certificate and key to speak TLS with."""
    server = Stranger(status, body, {name.replace("_", "-"): value for name, value in headers.items()})
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate_in(folder: Path) -> Path:
    """A school's own certificate for 127.0.0.1, which no computer trusts unless it is told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "school.pem"
    unlocked = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def cutting_proxy(port: int) -> Iterator[int]:
    """A way to the classroom that cuts every event stream after its first bytes; gives its own port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    near, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=carry, args=(near, port), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])


def carry(near: socket.socket, port: int) -> None:
    """One request and its answer; of an event stream only what comes first."""
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        request = near.recv(65536)
        far.sendall(request)
        while chunk := far.recv(65536):
            near.sendall(chunk)
            if b"/events/" in request.split(b"\r\n", 1)[0]:
                return
