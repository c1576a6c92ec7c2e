"""Signatures: who is trusted, who is a stranger, what is provably wrong. Made with real keys, bent by hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from broadcaster.cap import Signer, State, elements, read, signatures, write
from broadcaster.errors import Refused
from tests.broadcaster.cap.authorities import Authority
from tests.broadcaster.cap.specimens import NOW, SENDER, cap
from tests.broadcaster.cap.test_writing import PLAIN

NO_CERTIFICATE = re.compile(rb"<ds:X509Data>.*?</ds:X509Data>", re.DOTALL)


class OldSigner(XMLSigner):
    """Signs by the algorithms of long ago, as forgers would."""

    def check_deprecated_methods(self) -> None:
        """Let them pass."""


def sealed(data: bytes = b"", **how: object) -> bytes:
    """Sign with SHA-1 or a secret, whatever ``how`` says."""
    key, certificates = how.pop("key"), how.pop("certificates", None)
    signed = OldSigner(**how).sign(etree.fromstring(data or cap()), key=key, cert=certificates)  # type: ignore[arg-type]
    return bytes(etree.tostring(signed))


def judged(data: bytes, authority: Authority | None) -> tuple[State, str, str]:
    """Return state, handling and the code that a signature gives a document."""
    verdict = read(data, now=NOW, trust=[authority.pem] if authority else [])
    code = next((one.code for one in verdict.findings if "signature" in one.code), "")
    return verdict.signature, verdict.handling, code.removeprefix("cap.signature_")


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a change of the signed bytes; what is changed must be there."""

    def changed(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode())

    return changed


def wrapped(data: bytes) -> bytes:
    """Put the signed alert into a forged one."""
    whole = data[data.index(b"<alert") :]
    return cap().replace(b"</alert>", whole + b"</alert>")


def doubled(data: bytes, more: int = 1) -> bytes:
    """Put the signature in again."""
    signature = data[data.index(b"<ds:Signature ") : data.index(b"</ds:Signature>") + 15]
    return data.replace(b"</alert>", signature * more + b"</alert>")


SIGNATURE_VALUE = re.compile(rb"<ds:SignatureValue>[^<]*<")
CERTIFICATE = re.compile(rb"<ds:X509Certificate>[^<]*<")

BROKEN = [
    ("status", swap("Exercise", "Actual"), "wrong"),
    ("sender", swap(f"<sender>{SENDER}", "<sender>ai@do.vn"), "wrong"),
    ("comment in a name", swap(SENDER, SENDER[:4] + "<!-- -->" + SENDER[4:]), "comment"),
    ("instruction in a name", swap(SENDER, SENDER[:4] + "<?x?>" + SENDER[4:]), "comment"),
    ("wrapped", wrapped, "shape"),
    ("points elsewhere", swap('URI=""', 'URI="#x"'), "shape"),
    ("points to the net", swap('URI=""', 'URI="http://127.0.0.1/x"'), "shape"),
    ("not enveloped", swap("#enveloped-signature", "#base64"), "shape"),
    ("carries things", swap("</ds:Signature>", "<ds:Object/></ds:Signature>"), "shape"),
    ("twice", doubled, "several"),
    ("nine times", lambda data: doubled(data, 8), "several"),
    (
        "unknown algorithm",
        swap("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://example.org/none"),
        "wrong",
    ),
    ("other algorithm", swap("more#rsa-sha256", "more#rsa-sha512"), "wrong"),
    ("secret instead of key", swap("more#rsa-sha256", "more#hmac-sha256"), "wrong"),
    ("digest", swap("<ds:DigestValue>", "<ds:DigestValue>AAAA"), "wrong"),
    ("value", lambda data: SIGNATURE_VALUE.sub(b"<ds:SignatureValue>QUJD<", data), "wrong"),
    ("certificate", lambda data: CERTIFICATE.sub(b"<ds:X509Certificate>QUJD<", data), "certificate"),
    ("certificate that is none", lambda data: CERTIFICATE.sub("<ds:X509Certificate>â<".encode(), data), "certificate"),
    (
        "crowd",
        swap("</ds:X509Data>", "<ds:X509Certificate>A</ds:X509Certificate>" * 9 + "</ds:X509Data>"),
        "certificate",
    ),
    ("no certificate, no key", lambda data: NO_CERTIFICATE.sub(b"", data), "wrong"),
]


@pytest.fixture(scope="session")
def signed(authority: Authority) -> bytes:
    """A document signed as it should be."""
    return write(PLAIN, now=NOW, signer=authority.signer(SENDER))


def test_signed_as_it_should_be(signed: bytes, authority: Authority) -> None:
    """It is valid for who trusts the root; for who trusts nobody it is as good as unsigned."""
    assert judged(signed, authority) == (State.VALID, "accept", "")
    assert judged(signed, None) == (State.INVALID, "accept", "unknown")


@pytest.mark.parametrize(("bend", "code"), [pytest.param(b, c, id=a) for a, b, c in BROKEN])
def test_broken(bend: Callable[[bytes], bytes], code: str, signed: bytes, authority: Authority) -> None:
    """Whatever is changed, wrapped or moved afterwards: the signature is broken, and refused where one is required."""
    assert judged(bend(signed), authority) == (State.INVALID, "reject-if-signature-required", code)
    verdict = read(bend(signed), now=NOW, trust=[authority.pem], signature_required=True)
    assert not verdict.accepted


def test_changed_content_is_seen_without_any_root(signed: bytes) -> None:
    """Whoever is trusted, a signature that does not add up is broken."""
    assert judged(swap("Exercise", "Actual")(signed), None) == (State.INVALID, "reject-if-signature-required", "wrong")


def test_a_comment_between_elements_is_harmless(signed: bytes, authority: Authority) -> None:
    """Only a comment that cuts a text in two could hide something."""
    assert judged(signed.replace(b"<sender>", b"<!-- x --><sender>"), authority)[0] is State.VALID


def test_only_what_was_signed_is_used(signed: bytes, authority: Authority) -> None:
    """The alert of a valid document is read from what the signature covers."""
    verdict = read(signed, now=NOW, trust=[authority.pem])
    assert verdict.alert == PLAIN


def test_who_vouches_for_himself(authority: Authority) -> None:
    """A self-signed certificate is a forgery, whoever is trusted."""
    forged = write(PLAIN, now=NOW, signer=authority.signer(SENDER, own=True))
    for one in (authority, None):
        assert judged(forged, one) == (State.INVALID, "reject-if-signature-required", "self")


@pytest.mark.parametrize(
    ("name", "names", "handling"),
    [
        ("TEST ROOT", ["ai@do.vn"], "reject-if-signature-required"),
        ("ANOTHER ROOT", [SENDER], "reject-if-signature-required"),
        ("ANOTHER ROOT", ["ai@do.vn"], "accept"),
        ("ANOTHER ROOT", [], "accept"),
    ],
)
def test_roots_nobody_trusts(
    name: str, names: list[str], handling: str, authority: Authority, stranger: Authority
) -> None:
    """Who borrows the name of our root or of the sender is a forger; who does neither is a stranger."""
    foreign = replace(stranger, name=name)
    data = write(PLAIN, now=NOW, signer=foreign.signer(*names))
    assert judged(data, authority) == (State.INVALID, handling, "unknown")


def test_several_signatures_of_strangers(signed: bytes) -> None:
    """They are as good as none."""
    data = doubled(signed.replace(SENDER.encode(), b"ai@do.vn"))
    assert judged(data, None) == (State.INVALID, "accept", "several")


@pytest.mark.parametrize(
    "name",
    [
        x509.DNSName("thoitiet.vn"),
        x509.UniformResourceIdentifier("urn:oid:2.49.0.0.704.0"),
        x509.RegisteredID(x509.ObjectIdentifier("2.49.0.0.704.0")),
        x509.RFC822Name("PCTT@Tinh.example.vn"),
    ],
)
def test_names_of_senders(name: x509.GeneralName, authority: Authority) -> None:
    """A sender may be a mail address, a host, an address or an OID of the certificate."""
    sender = {"DNSName": "thoitiet.vn", "RFC822Name": SENDER}.get(type(name).__name__, "urn:oid:2.49.0.0.704.0")
    data = write(replace(PLAIN, sender=sender), now=NOW, signer=authority.signer(name))
    assert judged(data, authority)[0] is State.VALID
    other = write(replace(PLAIN, sender="ai@do.vn"), now=NOW, signer=authority.signer(name))
    assert judged(other, authority) == (State.INVALID, "reject-if-signature-required", "other_sender")


def test_a_mail_address_in_the_subject(authority: Authority) -> None:
    """An old certificate may name its mail address in its subject only."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.EMAIL_ADDRESS, SENDER)])
    data = write(PLAIN, now=NOW, signer=authority.signer(subject=subject))
    assert judged(data, authority)[0] is State.VALID


def test_certificates_out_of_season_or_for_other_things(authority: Authority) -> None:
    """An expired certificate, or one whose key may not sign, makes no valid signature."""
    for signer in (authority.signer(SENDER, at=NOW - timedelta(days=900)), authority.signer(SENDER, signing=False)):
        assert judged(write(PLAIN, now=NOW, signer=signer), authority) == (
            State.INVALID,
            "reject-if-signature-required",
            "unknown",
        )


def test_old_algorithms(authority: Authority) -> None:
    """SHA-1 is no signature of one we trust; of a stranger it is as good as unsigned."""
    signer = authority.signer(SENDER)
    old = {"signature_algorithm": SignatureMethod.RSA_SHA1, "digest_algorithm": DigestAlgorithm.SHA1}
    data = sealed(**old, key=signer.key, certificates=list(signer.certificates))
    assert judged(data, authority) == (State.INVALID, "reject-if-signature-required", "wrong")
    assert judged(data, None) == (State.INVALID, "accept", "unknown")


def test_the_root_as_a_secret(authority: Authority) -> None:
    """A message code made with the public root as its secret fools nobody."""
    data = sealed(signature_algorithm=SignatureMethod.HMAC_SHA256, key=authority.pem)
    assert judged(data, authority) == (State.INVALID, "reject-if-signature-required", "wrong")


def test_bare_keys(authority: Authority) -> None:
    """A key without a certificate is nobody's; changed content is seen all the same."""
    data = sealed(key=authority.signer(SENDER).key)
    assert judged(data, authority) == (State.INVALID, "accept", "nobody")
    assert judged(swap("Extreme", "Minor")(data), authority)[2] == "wrong"
    forged = re.sub(rb"(<ds:SignatureValue>)..", rb"\1AA", data)
    assert judged(forged, authority) == (State.INVALID, "accept", "nobody")


@pytest.mark.parametrize("encoding", ["utf-7", "cp1258", "X-9"])
def test_other_encodings(encoding: str, signed: bytes, authority: Authority) -> None:
    """A second library could read another document out of the same bytes, so that no signature counts."""
    data = signed.replace(b"encoding='UTF-8'", f"encoding='{encoding}'".encode())
    assert data != signed
    assert judged(data, authority)[::2] == (State.INVALID, "encoding")


@pytest.mark.parametrize("head", ["", "\ufeff", "<?xml version='1.0'?>", '<?xml version="1.0" encoding="utf-8"?>'])
def test_usual_heads(head: str, signed: bytes, authority: Authority) -> None:
    """With or without declaration and byte order mark, a signature is a signature."""
    body = signed[signed.index(b"<alert") :]
    assert judged(head.encode() + body, authority)[0] is State.VALID
    wide = "<?xml version='1.0' encoding='UTF-16'?>" + body.decode()
    assert judged(wide.encode("utf-16"), authority)[0] is State.VALID


def test_an_empty_frame(authority: Authority) -> None:
    """A Signature element with nothing in it is as good as none."""
    data = cap().replace(b"</alert>", b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">...</Signature></alert>')
    assert judged(data, authority) == (State.INVALID, "accept", "hollow")


def test_the_signer_may_stand_behind_another_certificate(authority: Authority, stranger: Authority) -> None:
    """No order of certificates is asked for, trusted or not."""
    signer, other = authority.signer(SENDER), stranger.signer("ai@do.vn", elliptic=True)
    data = write(PLAIN, now=NOW, signer=Signer(signer.key, (*other.certificates, *signer.certificates)))
    assert judged(data, authority)[0] is State.VALID
    assert judged(data, None) == (State.INVALID, "accept", "unknown")


def test_a_root_that_is_none() -> None:
    """Whoever names a file as root that is no certificate is told so."""
    with pytest.raises(Refused) as told:
        read(cap(), now=NOW, trust=[b"x"])
    assert told.value.code == "cap.bad_root"


def test_white_space_before_a_signed_document(authority: Authority) -> None:
    """Lines before the XML declaration, as some servers send, neither break a signature nor the reader."""
    signed = write(PLAIN, now=NOW, signer=authority.signer(SENDER))
    assert judged(b"\r\n " + signed, authority)[0] is State.VALID


def test_bytes_that_only_one_library_reads(authority: Authority) -> None:
    """What the library that verifies cannot read is no signature, whatever the other one has read."""
    root, _ = elements.parse(write(PLAIN, now=NOW, signer=authority.signer(SENDER)))
    assert signatures.check(b"<alert", root, trust=[authority.pem], now=NOW).state is State.INVALID
