"""Who gets in: keys, tokens, and nobody else."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from http_support import SETTINGS, client_of, empty_workspace
from https_support import Https, https_server
from jwt.algorithms import ECAlgorithm

from api.http.app import create_app
from api.http.identity import Identity
from api.http.tokens import TokenRefused
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import InvalidInput

pytestmark = pytest.mark.anyio
OK = {"query": "{ __typename revision { sequence } }"}
SECRET = "a secret of more than thirty-two bytes, which is enough"


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose folder of keys is this test's own."""
    return replace(SETTINGS, keys=tmp_path / "keys")


async def ask(workspace: Workspace, settings: Settings, credential: str | None) -> httpx.Response:
    """Send a query with a credential, or with none."""
    headers = {} if credential is None else {"authorization": f"Bearer {credential}"}
    async with client_of(create_app(workspace, settings)) as client:
        return await client.post("/graphql", json=OK, headers=headers)


def token(key: str | EllipticCurvePrivateKey = SECRET, /, *, alg: str = "HS256", **claims: object) -> str:
    """Return a token that is good for a minute unless its claims say otherwise."""
    usual = {"sub": "kim", "scope": "learn other", "exp": time.time() + 60}
    return jwt.encode({**usual, **claims}, key, algorithm=alg, headers={"kid": "one"})


def signed_by_hand(secret: bytes) -> str:
    """Return a token signed with a public key taken for a secret, which no library would make."""
    parts = ({"alg": "HS256", "kid": "one"}, {"sub": "kim", "scope": "admin", "exp": int(time.time()) + 60})
    text = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = urlsafe_b64encode(hmac.digest(secret, text, "sha256")).rstrip(b"=")
    return (text + b"." + signature).decode()


class TestKeys:
    """API keys."""

    async def test_without_keys_this_machine_asks_freely(
        self, workspace: Workspace, settings: Settings
    ) -> None:
        """A server that nobody made a key for asks nobody who they are."""
        assert (await ask(workspace, settings, None)).status_code == 200

    async def test_with_a_key_everyone_needs_one(self, workspace: Workspace, settings: Settings) -> None:
        """Who shows none, or a wrong one, is told how to and sees nothing."""
        _, text = Keys(settings.keys).create("x", [Scope.READ], now=datetime.now(UTC))
        assert (await ask(workspace, settings, text)).json()["data"]["revision"]
        for wrong in (None, "", "nonsense", text[:-1], text + "x", token()):
            refused = await ask(workspace, settings, wrong)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Bearer")
            assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            assert "data" not in refused.json()

    async def test_a_revoked_key_is_refused_at_once(self, workspace: Workspace, settings: Settings) -> None:
        """A running server needs no restart; and revoking the last key opens no door."""
        keys = Keys(settings.keys)
        key, text = keys.create("x", [Scope.READ], now=datetime.now(UTC))
        async with client_of(create_app(workspace, settings)) as client:
            headers = {"authorization": f"Bearer {text}"}
            assert (await client.post("/graphql", json=OK, headers=headers)).status_code == 200
            keys.revoke(key.id)
            assert (await client.post("/graphql", json=OK, headers=headers)).status_code == 401
            assert (await client.post("/graphql", json=OK)).status_code == 401

    async def test_probes_need_no_key(self, workspace: Workspace, settings: Settings) -> None:
        """Health is told to anyone, and no other path is, whether there is something or not."""
        Keys(settings.keys).create("x", [Scope.READ], now=datetime.now(UTC))
        async with client_of(create_app(workspace, settings)) as client:
            for path, status in {
                "/healthz": 200,
                "/readyz": 200,
                "/graphql": 401,
                "/metrics": 401,
                "/x": 401,
            }.items():
                assert (await client.get(path)).status_code == status

    async def test_a_damaged_key_file_opens_nothing(self, workspace: Workspace, settings: Settings) -> None:
        """What cannot be read is a fault of ours, and no way in."""
        key, text = Keys(settings.keys).create("x", [Scope.READ], now=datetime.now(UTC))
        app = create_app(workspace, settings)
        (settings.keys / f"{key.id}.json").write_text("{")
        async with client_of(app) as client:
            response = await client.post("/graphql", json=OK, headers={"authorization": f"Bearer {text}"})
        assert response.status_code == 500
        assert str(settings.keys) not in response.text


class TestTokens:
    """JSON Web Tokens."""

    async def test_a_signed_token_is_its_subject(self, settings: Settings) -> None:
        """The subject is the learner; scopes that mean nothing here are left out."""
        identity = Identity(replace(settings, jwt_secret=SECRET))
        principal = await identity.principal(f"Bearer {token()}")
        assert (principal.learner, principal.scopes) == ("kim", {Scope.LEARN})

    async def test_a_token_without_a_scope_may_nothing(
        self, workspace: Workspace, settings: Settings
    ) -> None:
        """Being somebody is not being allowed something: the answer says which scope is missing."""
        response = await ask(workspace, replace(settings, jwt_secret=SECRET), token(scope=""))
        assert response.status_code == 200
        assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"FORBIDDEN"}

    @pytest.mark.parametrize(
        "forged",
        [
            lambda: token("another secret of more than thirty-two bytes, too"),
            lambda: token(exp=time.time() - 60),
            lambda: token(exp=None),
            lambda: token(sub=None),
            lambda: token(nbf=time.time() + 60),
            lambda: token(aud="someone else"),
            lambda: token(iss="someone else"),
            lambda: token(alg="HS384"),
            lambda: jwt.encode({"sub": "kim", "exp": time.time() + 60}, None, algorithm="none"),
            lambda: token()[:-4] + "AAAA",
            lambda: "a.b.c",
        ],
        ids=["forged", "expired", "eternal", "nobody", "early", "audience", "issuer", "algorithm", "unsigned",
             "cut", "nonsense"],
    )  # fmt: skip
    async def test_a_token_that_proves_nothing_is_refused(
        self, workspace: Workspace, settings: Settings, forged: Callable[[], str]
    ) -> None:
        """Whatever is wrong with a token, its holder is told and gets no further."""
        strict = replace(settings, jwt_secret=SECRET, jwt_audience="cairn", jwt_issuer="us", jwt_leeway=0)
        usual = {"aud": "cairn", "iss": "us"}
        assert (await ask(workspace, strict, token(**usual))).status_code == 200
        assert (await ask(workspace, strict, forged())).status_code == 401

    async def test_clocks_may_differ_a_little(self, workspace: Workspace, settings: Settings) -> None:
        """Within the leeway a token is still, or already, good."""
        lenient = replace(settings, jwt_secret=SECRET, jwt_leeway=30)
        assert (await ask(workspace, lenient, token(exp=time.time() - 10))).status_code == 200
        assert (await ask(workspace, lenient, token(exp=time.time() - 40))).status_code == 401

    async def test_public_keys_come_from_a_file(
        self, workspace: Workspace, settings: Settings, tmp_path: Path
    ) -> None:
        """Tokens of keys in the JWKS are good; of others, or signed with the public key, they are not."""
        signer, other = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
        jwk = {**json.loads(ECAlgorithm.to_jwk(signer.public_key())), "kid": "one", "use": "sig"}
        (tmp_path / "jwks.json").write_text(json.dumps({"keys": [jwk]}))
        public = replace(settings, jwt_jwks=str(tmp_path / "jwks.json"))
        assert (await ask(workspace, public, token(signer, alg="ES256"))).status_code == 200
        assert (await ask(workspace, public, token(other, alg="ES256"))).status_code == 401
        confused = signed_by_hand(json.dumps(jwk).encode())
        assert (await ask(workspace, public, confused)).status_code == 401

    @pytest.mark.parametrize(
        "wrong",
        [
            {"jwt_secret": "short"},
            {"jwt_secret": SECRET, "jwt_jwks": "keys.json"},
            {"jwt_secret": SECRET, "jwt_algorithms": ("none",)},
            {"jwt_secret": SECRET, "jwt_algorithms": ("RS256",)},
            {"jwt_jwks": "no such file"},
            {"jwt_jwks": "http://keys.example"},
        ],
    )
    async def test_settings_that_protect_nothing_are_refused(
        self, settings: Settings, wrong: dict[str, object]
    ) -> None:
        """A weak secret, contradicting keys, or none, is told at the start, with what would do."""
        with pytest.raises(InvalidInput) as refused:
            Identity(replace(settings, **wrong))  # type: ignore[arg-type]  # several kinds of fields
        assert refused.value.hint
        assert "short" not in refused.value.message


class TestPublicKeysFromAnAddress:
    """A JWKS behind https."""

    @pytest.fixture
    def server(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Https]:
        """Return a server whose authority this process trusts."""
        monkeypatch.setenv("NO_PROXY", "*")
        with https_server(tmp_path) as server:
            monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
            yield server

    async def test_keys_are_fetched_and_kept(self, settings: Settings, server: Https) -> None:
        """They are asked for once; while they are fresh they stay good, though nobody answers any more."""
        signer = generate_private_key(SECP256R1())
        server.body = key_set(one=signer)
        identity = Identity(replace(settings, jwt_jwks=server.url))
        for _ in range(3):
            principal = await identity.principal(f"Bearer {token(signer, alg='ES256')}")
            assert principal.learner == "kim"
            server.body = b"no JSON"
        assert server.asked == 1

    async def test_a_flood_of_unknown_keys_asks_once(self, settings: Settings, server: Https) -> None:
        """Tokens of others name keys as they like, and the address is not asked for each."""
        server.body = key_set(other=generate_private_key(SECP256R1()))
        identity = Identity(replace(settings, jwt_jwks=server.url))
        for _ in range(5):
            forged = token(generate_private_key(SECP256R1()), alg="ES256")
            with pytest.raises(TokenRefused):
                await identity.principal(f"Bearer {forged}")
        assert server.asked == 1

    async def test_a_server_that_nobody_vouches_for_is_not_believed(
        self, settings: Settings, server: Https, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its keys are not taken, and whoever shows a token is told that they cannot be had."""
        monkeypatch.delenv("SSL_CERT_FILE")
        signer = generate_private_key(SECP256R1())
        server.body = key_set(one=signer)
        identity = Identity(replace(settings, jwt_jwks=server.url))
        with pytest.raises(TokenRefused, match="cannot be had"):
            await identity.principal(f"Bearer {token(signer, alg='ES256')}")
        assert server.asked == 0

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b'{"keys": []}', b'{"keys": 5}', b'{"keys": [{}]}', b"\xff"]
    )
    async def test_an_address_without_keys_is_told(
        self, settings: Settings, server: Https, body: bytes
    ) -> None:
        """Whatever comes instead of keys proves nobody."""
        server.body = body
        identity = Identity(replace(settings, jwt_jwks=server.url))
        signed = token(generate_private_key(SECP256R1()), alg="ES256")
        with pytest.raises(TokenRefused, match="cannot be had"):
            await identity.principal(f"Bearer {signed}")


def key_set(**signers: EllipticCurvePrivateKey) -> bytes:
    """Return a JWKS of keys by their ids."""
    public = {id_: json.loads(ECAlgorithm.to_jwk(key.public_key())) for id_, key in signers.items()}
    return json.dumps({"keys": [{**jwk, "kid": id_, "use": "sig"} for id_, jwk in public.items()]}).encode()


async def test_other_sites_scripts_are_not_let_in(workspace: Workspace, settings: Settings) -> None:
    """Without CAIRN_ORIGINS no site is named as allowed; with it, that one alone."""
    ask_first = {"origin": "https://a.example", "access-control-request-method": "POST"}
    for origins, allowed in (((), None), (("https://b.example",), None), (("https://a.example",),) * 2):
        async with client_of(create_app(workspace, replace(settings, origins=origins))) as client:
            answer = await client.options("/graphql", headers=ask_first)
        expected = allowed[0] if allowed else None
        assert answer.headers.get("access-control-allow-origin") == expected


async def test_further_names_are_served(workspace: Workspace, settings: Settings) -> None:
    """CAIRN_HOSTS are names under which the server answers, and no others are."""
    app = create_app(workspace, replace(settings, hosts=("cairn.example.org",)))
    async with client_of(app) as client:
        for host, status in {"cairn.example.org": 200, "cairn.example.com": 400}.items():
            assert (await client.get("/healthz", headers={"host": host})).status_code == status
