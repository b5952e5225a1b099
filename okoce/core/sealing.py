"""Sealing (AES-256-GCM) and fingerprinting (HMAC-SHA-256) of short texts and files; keys live outside the database."""

import functools
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


@functools.lru_cache(maxsize=16)
def _key(secret: str, purpose: str) -> bytes:
    # One secret, a key of its own for each purpose.
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def seal(text: str, *, key: str, purpose: str) -> bytes:
    """Nonce and ciphertext; a new nonce each time, so equal texts do not look equal."""
    return seal_bytes(text.encode(), key=key, purpose=purpose)


def unseal(sealed: bytes, *, key: str, purpose: str) -> str:
    """The text; raises cryptography's InvalidTag for another key, purpose or a changed byte."""
    return unseal_bytes(sealed, key=key, purpose=purpose).decode()


def seal_bytes(content: bytes, *, key: str, purpose: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key(key, purpose)).encrypt(nonce, content, purpose.encode())


def unseal_bytes(sealed: bytes, *, key: str, purpose: str) -> bytes:
    sealed = bytes(sealed)
    return AESGCM(_key(key, purpose)).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())


def fingerprint(text: str, *, key: str, purpose: str) -> bytes:
    """32 bytes that are equal for equal texts and tell nothing without the key."""
    return hmac.digest(_key(key, purpose), text.encode(), hashlib.sha256)
