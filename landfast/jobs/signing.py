"""Signatures of files: made with a private key of one's own, held against a public one. Ed25519 and ECDSA, as PEM."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import shown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey as EcPrivate
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey as EcPublic
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as EdPrivate
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as EdPublic

MAKE = "make one: openssl genpkey -algorithm ed25519 -out landfast.key; openssl pkey -in landfast.key -pubout"
KINDS = "Ed25519 or ECDSA, as PEM, without a passphrase"


@dataclass(frozen=True, slots=True)
class Signature:
    """`key`: SHA-256 of the public key in its DER form. `signature`: over the bytes as they are, in base64."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key."""

    private: EcPrivate | EdPrivate

    @property
    def key(self) -> str:
        return _fingerprint(self.private.public_key())

    def sign(self, content: bytes) -> Signature:
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

        key = self.private
        made = key.sign(content, _ecdsa(key)) if isinstance(key, EllipticCurvePrivateKey) else key.sign(content)
        return Signature(self.key, base64.b64encode(made).decode())


def signer(path: Path) -> Signer:
    """The private key in a file. Raises: InputError."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _read("--sign", path)
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError, _unsupported()):
        raise _no_key("--sign", path, "holds no private key that can be read") from None
    if not isinstance(key, EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise _no_key("--sign", path, "holds a key of another kind")
    return Signer(key)


def verify(content: bytes, said: Signature | None, public: Path, what: str, option: str = "--verify") -> None:
    """`option`: which asked for it. Raises: UserError if `content` isn't signed by the key in `public`; InputError if
    that is no public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    key = _public(public, option)
    if said is None:
        raise UserError(f"{what}: isn't signed, and {option} wants it to be: make it with --sign KEY; nothing was done")
    try:
        made = base64.b64decode(said.signature, validate=True)
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(made, content, _ecdsa(key))
        else:
            key.verify(made, content)
    except (InvalidSignature, ValueError):
        mine = _fingerprint(key)
        if said.key == mine:
            fact = (
                "isn't signed as it stands: it was changed since, or the signature was; take the one that was written"
            )
            raise UserError(f"{what}: {fact}; nothing was done") from None
        whose = f"it names key {said.key}, and {shown(public)} is {mine}"
        raise UserError(f"{what}: isn't signed by {shown(public)}: {whose}; nothing was done") from None


def _public(path: Path, option: str) -> EcPublic | EdPublic:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    content = _read(option, path)
    try:
        key = load_pem_public_key(content)
    except (ValueError, _unsupported()):
        raise _no_key(option, path, "holds no public key that can be read") from None
    if not isinstance(key, EllipticCurvePublicKey | Ed25519PublicKey):
        raise _no_key(option, path, "holds a key of another kind")
    return key


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm


def _ecdsa(key: EcPrivate | EcPublic) -> ECDSA:
    """With the hash that is as strong as the curve: FIPS 186-5, section 6.1.1."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    size = key.curve.key_size
    return ECDSA(SHA256() if size <= 256 else SHA384() if size <= 384 else SHA512())


def _fingerprint(key: EcPublic | EdPublic) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(der)


def _read(option: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fact = (error.strerror or "can't be read").lower()
        raise InputError([Problem(option, fact, shown(path), KINDS, MAKE)]) from None


def _no_key(option: str, path: Path, fact: str) -> InputError:
    # Its content is never said: it may be the key.
    return InputError([Problem(option, fact, shown(path), KINDS, MAKE)])
