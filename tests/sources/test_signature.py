"""Signatures and checksums of result files, with a key and a certificate made here."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from small_files import CODES, members, zip_on_disk

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import result_json, signature
from spegel.sources.documents import open_documents

NAME = "Val_2026_slutlig_rostfordelning_0127_KF.json"
SIGN = "Val_2026_slutlig_rostfordelning_0127_KF_sign.sha256"
DATA = b'{"valtyp": "KF", "rakningstillfalle": "slutlig"}'


def make_certificate(key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prov")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 7, datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(key) -> bytes:
    return make_certificate(key)


@pytest.fixture(scope="module")
def signed(key) -> bytes:
    return key.sign(DATA, padding.PKCS1v15(), hashes.SHA256())


def check(folder, content: dict, **keywords) -> tuple[set[str], set[str]]:
    """Rules of problems and of notices for the result file in a zip in `folder`."""
    document = members(zip_on_disk(folder, content))[NAME]
    problems, notices = signature.check(document, **keywords)
    assert all(explain(problem, language) for problem in problems + notices for language in LANGUAGES)
    return {problem.rule for problem in problems}, {notice.rule for notice in notices}


def test_a_right_signature_is_told(tmp_path, certificate, signed):
    (tmp_path / "val-sign-crt.pem").write_bytes(certificate)
    assert check(tmp_path, {NAME: DATA, SIGN: signed}) == (set(), {"signature_verified"})


def test_the_certificate_may_be_given(tmp_path, certificate, signed):
    assert check(tmp_path, {NAME: DATA, SIGN: signed}, certificate=certificate) == (set(), {"signature_verified"})


def test_the_certificate_may_lie_in_a_folder_above(tmp_path, certificate, signed):
    (tmp_path / "val.crt").write_bytes(certificate)
    below = tmp_path / "val2026" / "s"
    below.mkdir(parents=True)
    path = zip_on_disk(below, {NAME: DATA, SIGN: signed})
    document = next(found for found in open_documents(path, tmp_path) if found.file_name == NAME)
    assert document.folders == (below, below.parent, tmp_path)
    assert [notice.rule for notice in signature.check(document)[1]] == ["signature_verified"]


@pytest.mark.parametrize("spell", [base64.encodebytes, lambda raw: raw.hex().encode()])
def test_a_signature_may_be_written_as_text(tmp_path, certificate, signed, spell):
    assert check(tmp_path, {NAME: DATA, SIGN: spell(signed)}, certificate=certificate) == (set(), {"signature_verified"})


def test_a_public_key_does_in_place_of_a_certificate(tmp_path, key, signed):
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert check(tmp_path, {NAME: DATA, SIGN: signed}, certificate=pem) == (set(), {"signature_verified"})


def test_without_a_certificate_or_signature_it_is_told_that_nothing_was_checked(tmp_path, certificate, signed):
    assert check(tmp_path, {NAME: DATA, SIGN: signed}) == (set(), {"signature_not_checked"})
    assert check(tmp_path, {NAME: DATA}, certificate=certificate) == (set(), {"signature_absent"})


def test_an_altered_file_is_refused(tmp_path, certificate, signed):
    assert check(tmp_path, {NAME: DATA.replace(b"KF", b"RD"), SIGN: signed}, certificate=certificate) == (
        {"signature_wrong"},
        set(),
    )
    assert check(tmp_path, {NAME: DATA, SIGN: b"x" * 256}, certificate=certificate) == ({"signature_wrong"}, set())


def test_the_certificate_of_another_is_refused(tmp_path, signed):
    other = make_certificate(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert check(tmp_path, {NAME: DATA, SIGN: signed}, certificate=other) == ({"signature_wrong"}, set())


@pytest.mark.parametrize(
    "pem",
    [
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"no certificate",
        make_certificate(ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told(tmp_path, signed, pem):
    assert check(tmp_path, {NAME: DATA, SIGN: signed}, certificate=pem) == ({"unreadable_certificate"}, set())


def test_a_loose_file_has_its_signature_beside_it(tmp_path, certificate, signed):
    (tmp_path / NAME).write_bytes(DATA)
    (tmp_path / SIGN).write_bytes(signed)
    (document,) = open_documents(tmp_path / NAME, tmp_path)
    assert [notice.rule for notice in signature.check(document, certificate)[1]] == ["signature_verified"]


def test_the_checksum_of_the_index_is_checked_t35(tmp_path):
    path = zip_on_disk(tmp_path, {NAME: DATA})
    right = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    index = tmp_path / "index.md5"
    document = members(path)[NAME]
    for listed, expected in ((right, []), ("0" * 32, ["md5_mismatch"])):
        index.write_text(f"{'1' * 32}  ./p/kf/Val_2026_preliminar_0127_KF.zip\n{listed}  ./s/kf/{path.name}\n", encoding="utf-8")
        assert [problem.rule for problem in signature.check(document)[0]] == expected
    index.write_text("", encoding="utf-8")
    assert signature.check(document)[0] == []


def test_an_unreadable_index_is_told(tmp_path):
    path = zip_on_disk(tmp_path, {NAME: DATA})
    (tmp_path / "index.md5").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError) as caught:
        signature.check(members(path)[NAME])
    assert caught.value.problems[0].rule == "unreadable_text"


def test_a_result_with_a_wrong_signature_or_checksum_is_not_read(tmp_path, certificate):
    (tmp_path / "val-sign-crt.pem").write_bytes(certificate)
    path = zip_on_disk(tmp_path, {NAME: DATA, SIGN: b"x" * 256})
    (tmp_path / "index.md5").write_text(f"{'0' * 32}  ./s/kf/{path.name}\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        result_json.read(members(path)[NAME], CODES)
    assert {"signature_wrong", "md5_mismatch"} <= {problem.rule for problem in caught.value.problems}


def test_signatures_certificates_and_indexes_are_known_and_give_no_tables(tmp_path, certificate, signed):
    (tmp_path / "val-sign-crt.pem").write_bytes(certificate)
    (tmp_path / "index.md5").write_text(f"{'0' * 32}  ./s/kf/a.zip\n", encoding="utf-8")
    path = zip_on_disk(tmp_path, {NAME: DATA, SIGN: signed})
    found = [document for file in sorted(tmp_path.iterdir()) for document in open_documents(file, tmp_path)]
    known = {document.file_name for document in found if signature.recognises(document)}
    assert known == {"val-sign-crt.pem", "index.md5", SIGN}
    assert not any(result_json.recognises(document) for document in found if document.file_name in known)
    assert all(dict(signature.read(document, CODES).tables) == {} for document in found)
    assert path.is_file()
