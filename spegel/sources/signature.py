"""Is a result file the one Valmyndigheten published? Its detached signature and its checksum in `index.md5`.

Beside each JSON file of a result zip stands `…_sign.sha256`: an RSA signature of its SHA-256 digest. The public
key is in a certificate that the publisher offers as PEM; a copy of it (`*.pem`, `*.crt`, `*.cer`) in the sources
folder is used when it lies there. The checksum guards against a download cut off or mixed up, the signature
against alteration; trust in the certificate is the trust of the person who put it there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="signature",
    title="Underskrifter, certifikat och kontrollsummor",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=90,
)

_SIGNATURE_END = "_sign.sha256"
_CERTIFICATE_ENDS = (".pem", ".crt", ".cer")
_INDEX = "index.md5"
_INDEX_LINE = re.compile(r"^([0-9a-fA-F]{32})\s+\*?(\S.*?)\s*$", re.MULTILINE)
_PEM = re.compile(r"-----BEGIN (CERTIFICATE|PUBLIC KEY)-----")


def recognises(document: Document) -> bool:
    """True for what accompanies result files: a signature, a certificate or an index of checksums."""
    if document.file_name.casefold().endswith(_SIGNATURE_END):
        return True
    return document.kind == "text" and bool(_PEM.match(document.head()) or _INDEX_LINE.match(document.head()))


def read(document: Document, codes: CodeLists) -> SourceData:
    """No tables: the file is used when the result file beside it is read."""
    return SourceData({})


def check(document: Document, certificate: bytes | None = None) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the checksum and the signature of a result file, and what to tell about them otherwise.

    `certificate` is PEM; without it, the certificates in the folder of the file and those above it are tried.
    """
    problems, notices = _check_signature(document, [certificate] if certificate else _certificates(document))
    return _check_md5(document) + problems, notices


def _check_signature(document: Document, certificates: list[bytes]) -> tuple[list[Problem], list[Problem]]:
    name = document.file_name
    printed = document.sibling(f"{name.removesuffix('.json')}{_SIGNATURE_END}")
    if printed is None:
        return [], [Problem("signature_absent", document.name)]
    if not certificates:
        return [], [Problem("signature_not_checked", document.name)]
    keys, problems = _public_keys(certificates, document.name)
    if problems:
        return problems, []
    if any(_verifies(key, signature, document.data) for key in keys for signature in _spellings(printed)):
        return [], [Problem("signature_verified", document.name)]
    return [Problem("signature_wrong", document.name)], []


def _certificates(document: Document) -> list[bytes]:
    found = (path for folder in document.folders for path in sorted(folder.iterdir()))
    return [path.read_bytes() for path in found if path.suffix.lower() in _CERTIFICATE_ENDS and path.is_file()]


def _public_keys(certificates: list[bytes], file: str) -> tuple[list[RSAPublicKey], list[Problem]]:
    keys = []
    for pem in certificates:
        try:
            if b"BEGIN PUBLIC KEY" in pem:
                key = serialization.load_pem_public_key(pem)
            else:
                key = x509.load_pem_x509_certificate(pem).public_key()
        except ValueError as error:
            return [], [Problem("unreadable_certificate", file, details={"reason": str(error).split("\n")[0]})]
        if not isinstance(key, RSAPublicKey):
            return [], [Problem("unreadable_certificate", file, details={"reason": type(key).__name__})]
        keys.append(key)
    return keys, []


def _spellings(printed: bytes) -> list[bytes]:
    """The signature as it stands and, where it is text, as what base64 or hexadecimal digits say."""
    spellings = [printed]
    text = b"".join(printed.split())
    for decode in (base64.b64decode, binascii.unhexlify):
        try:
            spellings.append(decode(text, validate=True) if decode is base64.b64decode else decode(text))
        except (binascii.Error, ValueError):
            continue
    return spellings


def _verifies(key: RSAPublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _check_md5(document: Document) -> list[Problem]:
    """The file on disk against the nearest `index.md5` that lists it."""
    for folder in document.folders:
        listed = _listed(folder / _INDEX, document.path)
        if listed is None:
            continue
        # MD5 is what the publisher prints; it tells a damaged download and is not meant to tell more.
        found = hashlib.md5(document.path.read_bytes(), usedforsecurity=False).hexdigest()
        return [] if found == listed else [Problem("md5_mismatch", document.name, details={"expected": listed, "found": found})]
    return []


def _listed(index: Path, path: Path) -> str | None:
    """The checksum that the index prints for the file of that name; None without an index or a line for it."""
    if not index.is_file():
        return None
    try:
        lines = index.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(Problem("unreadable_text", index.name, details={"reason": str(error)})) from error
    return next((md5.lower() for md5, name in _INDEX_LINE.findall(lines) if name.rpartition("/")[2] == path.name), None)
