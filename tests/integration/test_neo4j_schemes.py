"""Each scheme of an address reaches a real server: routed or not, with TLS or without."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from neo4j_support import empty, place_of
from store_support import SKILL, add, living, said

from graph.errors import StoreUnavailable
from graph.stores.neo4j import Neo4jStore, Place
from tools.neo4j_server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def server(own_neo4j: Server, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Start a server again with a certificate that it signed itself; it takes clients without TLS too."""
    folder = tmp_path_factory.mktemp("certificate")
    sign(folder)
    own_neo4j.stop()
    own_neo4j.start(
        {
            "dbms.ssl.policy.bolt.enabled": "true",
            "dbms.ssl.policy.bolt.base_directory": str(folder),
            "dbms.ssl.policy.bolt.client_auth": "NONE",
            "server.bolt.tls_level": "OPTIONAL",
        }
    )
    return own_neo4j


def sign(folder: Path) -> None:
    """Write a key and a certificate for this machine as Neo4j looks for them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now - HOUR, now + HOUR
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "private.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "public.crt").write_bytes(certificate.public_bytes(pem))


def place(server: Server, scheme: str) -> Place:
    """Return where a server is, by a scheme."""
    there = place_of(server.address)
    return replace(there, address=there.address.replace("bolt://", f"{scheme}://"))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+ssc", "neo4j+ssc"])
async def test_a_store_is_written_and_read_by_every_scheme(server: Server, scheme: str) -> None:
    """Routing by the address that the server gives of itself, and TLS with a certificate of its own, work."""
    there = place(server, scheme)
    await empty(there)
    async with await Neo4jStore.open(there) as store:
        await add(store, *said(SKILL))
        assert await living(store) == {SKILL.id}
        assert store.url.startswith(f"{scheme}://")


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server, scheme: str) -> None:
    """The error is of Cairn's tree, and says that it was the certificate."""
    with pytest.raises(StoreUnavailable, match="certificate"):
        await Neo4jStore.open(place(server, scheme))
