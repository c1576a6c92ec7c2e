"""Certificates and claim codes: who may in, for how long, and who no longer."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broadcaster.claims import ClaimCode, new_claim
from broadcaster.errors import Refused, Unavailable
from broadcaster.pki import Pki, fingerprint, new_request, renewable, serial_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture(name="pki")
def _pki(tmp_path: Path) -> Pki:
    pki = Pki(tmp_path / "pki")
    pki.ensure(["loa.example.vn"], NOW)
    return pki


def test_server_certificate(pki: Pki) -> None:
    """The server's certificate is the authority's, for its names and local ones, and for serving only."""
    certificate = x509.load_pem_x509_certificate(pki.server.certificate.read_bytes())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(pki.ca.read_bytes()))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "loa.example.vn"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert pki.fingerprint() == certificate.fingerprint(hashes.SHA256())


def test_private_keys_are_private(pki: Pki) -> None:
    """Only the owner may read a private key."""
    files = list(pki.folder.glob("*.key"))
    assert len(files) == len(("ca", "server", "client", "signer"))
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_ensure_keeps_what_is_good(pki: Pki) -> None:
    """A second start changes nothing; a new name or two thirds of a life make a new server certificate."""
    first, authority = pki.fingerprint(), pki.ca_pem
    pki.ensure(["loa.example.vn"], NOW + YEAR / 2)
    assert pki.fingerprint() == first
    pki.ensure(["loa.example.vn", "2001:db8::1"], NOW)
    second = pki.fingerprint()
    assert second != first
    pki.ensure(["loa.example.vn", "2001:db8::1"], NOW + YEAR * 0.7)
    assert pki.fingerprint() != second
    assert pki.ca_pem == authority


def test_station_certificate(pki: Pki) -> None:
    """A station gets one year under the name the server chose, whatever it asked for."""
    _, request = new_request("server")
    pem = pki.issue(request, "loa-01", NOW)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(pki.ca.read_bytes()))
    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "loa-01"
    assert certificate.not_valid_after_utc == NOW + YEAR
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_renewable_from_two_thirds(pki: Pki) -> None:
    """A certificate may be renewed once two thirds of its life are over."""
    pem = pki.issue(new_request("a")[1], "loa-01", NOW)
    assert not renewable(pem, NOW + YEAR * 0.6)
    assert renewable(pem, NOW + YEAR * 0.67)
    assert len(fingerprint(pem)) == hashes.SHA256.digest_size


@pytest.mark.parametrize("name", ["server", "a/b", "+", "", "a b"])
def test_forbidden_names(pki: Pki, name: str) -> None:
    """No station is called like the server or like something that reaches other topics."""
    with pytest.raises(Refused) as refused:
        pki.issue(new_request("x")[1], name, NOW)
    assert refused.value.code == "pki.name_invalid"


def test_bad_requests(pki: Pki) -> None:
    """Text, a request with another kind of key, and one whose signature was spoilt are refused."""
    name = x509.Name([])
    foreign = (
        x509.CertificateSigningRequestBuilder().subject_name(name).sign(ed25519.Ed25519PrivateKey.generate(), None)
    )
    weak = x509.CertificateSigningRequestBuilder().subject_name(name)
    other_curve = weak.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA256())
    good = x509.load_pem_x509_csr(new_request("a")[1].encode()).public_bytes(Encoding.DER)
    spoilt = x509.load_der_x509_csr(good[:-1] + bytes([good[-1] ^ 1]))
    for request in ("", "telnet", *(one.public_bytes(Encoding.PEM).decode() for one in (foreign, other_curve, spoilt))):
        with pytest.raises(Refused) as refused:
            pki.issue(request, "loa-01", NOW)
        assert refused.value.code == "pki.request_invalid"


def test_bad_names_and_certificates(pki: Pki) -> None:
    """A configured name that cannot be one, and text that is no certificate, are refused."""
    with pytest.raises(Refused, match=re.escape("..")):
        pki.ensure(["a..b"], NOW)
    with pytest.raises(Refused):
        serial_of("telnet")


def test_revocation(pki: Pki) -> None:
    """A revoked certificate stands on the list once, with those before it, under the authority's signature."""
    serials = [serial_of(pki.issue(new_request("a")[1], "loa-01", NOW)) for _ in range(2)]
    for serial in (*serials, serials[0]):
        pki.revoke(serial, NOW)
    assert pki.revoked() == frozenset(serials)
    crl = x509.load_pem_x509_crl(pki.crl.read_bytes())
    authority = x509.load_pem_x509_certificate(pki.ca.read_bytes())
    key = authority.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert crl.is_signature_valid(key)
    assert crl.next_update_utc == authority.not_valid_after_utc
    assert len(list(crl)) == len(serials)


def test_claim_code_form(pki: Pki) -> None:
    """A claim code is eight groups of four, never the same twice, and knows the server by its certificate."""
    text, secret_hash = new_claim(pki.fingerprint())
    assert re.fullmatch(r"([A-Z2-7]{4}-){7}[A-Z2-7]{4}", text)
    assert new_claim(pki.fingerprint())[0] != text
    code = ClaimCode.parse(text)
    assert code.secret_hash == secret_hash
    certificate = x509.load_pem_x509_certificate(pki.server.certificate.read_bytes())
    assert code.matches(certificate.public_bytes(Encoding.DER))
    assert not code.matches(x509.load_pem_x509_certificate(pki.ca.read_bytes()).public_bytes(Encoding.DER))


def test_the_key_of_documents(pki: Pki) -> None:
    """It speaks in the sender's name, for documents only, and is made anew when it is old or another's."""
    pki.ensure_documents("canh-bao@vn-79", NOW)
    key, certificate = pki.document_signer()
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(pki.ca.read_bytes()))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == ["canh-bao@vn-79"]
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in usage] == ["1.3.6.1.5.5.7.3.36"]
    assert pki.documents.key.stat().st_mode & 0o777 == 0o600
    assert key.public_key() == certificate.public_key()
    pki.ensure_documents("canh-bao@vn-79", NOW + YEAR / 2)
    assert pki.document_signer()[1] == certificate
    pki.ensure_documents("canh-bao@vn-80", NOW)
    other = pki.document_signer()[1]
    assert other != certificate
    pki.ensure_documents("canh-bao@vn-80", NOW + YEAR * 0.7)
    assert pki.document_signer()[1] != other


def test_no_document_without_the_right_key(pki: Pki) -> None:
    """A key that is missing, broken or not the certificate's signs nothing."""
    pki.ensure_documents("canh-bao@vn-79", NOW)
    for content in (pki.signer.key.read_bytes(), b"x", None):
        if content is None:
            pki.documents.key.unlink()
        else:
            pki.documents.key.write_bytes(content)
        with pytest.raises(Unavailable) as fault:
            pki.document_signer()
        assert fault.value.code == "pki.documents_unreadable"


def test_only_who_holds_the_authority_issues(pki: Pki, tmp_path: Path) -> None:
    """Without the authority's key there is nothing to make; on an empty disk everything."""
    assert pki.may_issue
    (pki.folder / "ca.key").unlink()
    assert not pki.may_issue
    assert Pki(tmp_path / "new").may_issue
