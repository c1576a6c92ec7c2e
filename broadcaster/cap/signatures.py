"""XML signatures of alerts. Valid: one of the given roots vouches for the very sender; only what was signed counts.

Whoever is not vouched for is a stranger, as good as unsigned; a signature that is provably wrong, or speaks in the
sender's name without being vouched for, is broken. Never reads a document that ``elements`` has not passed before:
libxml2 can crash on a DOCTYPE.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from broadcaster.cap import elements
from broadcaster.cap.findings import Effect, Finding, finding
from broadcaster.cap.schema import SIGNATURE

if TYPE_CHECKING:
    from cryptography import x509

DSIG = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED = f"{DSIG}enveloped-signature"
CANONICAL = frozenset(
    f"{one}{comments}"
    for one in (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
    )
    for comments in ("", "#WithComments", "WithComments")
)
PUBLIC_KEY = ("RSA_", "ECDSA_", "SHA")
STRONG = ("SHA256", "SHA384", "SHA512")
PLAIN_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?!<\?xml\s)|(?:\xef\xbb\xbf)?<\?xml(?![^>]*encoding)|(?:\xff\xfe|\xfe\xff)|"
    rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["'](?:utf-8|us-ascii|iso-8859-1)["']""",
    re.IGNORECASE,
)
"""Heads of documents that every XML library reads alike: no second reading can show what the first did not."""
MOST_CERTIFICATES = 8
MOST_SIGNATURES = 8


class State(StrEnum):
    """What a signature is worth here."""

    NONE = "none"
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Seal:
    """What was found: ``signed`` is the document that was signed, of a valid signature only."""

    state: State
    findings: tuple[Finding, ...] = ()
    signed: bytes | None = None


class Broken(Exception):
    """The signature is provably wrong: a wording code."""


class Stranger(Exception):
    """The signature may be right, but nobody known here says whose it is: a wording code."""


def check(data: bytes, root: Element, *, trust: Sequence[bytes], now: datetime) -> Seal:
    """Return what the signature of a parsed document is worth; ``trust`` are the only root certificates (PEM).

    Raise ``Refused`` for a root that is none.
    """
    roots = [one for pem in trust for one in _roots(pem)]
    signatures = list(root.iter(SIGNATURE))
    if not signatures:
        return Seal(State.NONE)
    try:
        return Seal(State.VALID, signed=_verified(data, root, signatures, roots=roots, now=now))
    except Broken as fault:
        return Seal(State.INVALID, (finding(Effect.SIGNATURE, str(fault)),))
    except Stranger as fault:
        return Seal(State.INVALID, (finding(Effect.NOTE, str(fault)),))


def _verified(
    data: bytes, root: Element, signatures: Sequence[Element], *, roots: Sequence["x509.Certificate"], now: datetime
) -> bytes:
    if all(one.find(f"{{{DSIG}}}SignedInfo") is None for one in signatures):
        raise Stranger("cap.signature_hollow")
    if not PLAIN_HEAD.match(data):
        raise Stranger("cap.signature_encoding")
    if len(signatures) > MOST_SIGNATURES:
        raise Broken("cap.signature_several")
    certificates = [_certificate(text) for one in signatures for text in _certificate_texts(one)]
    sender = _sender(root)
    claiming = _claims(certificates, sender, roots)
    if len(signatures) > 1:
        raise (Broken if claiming else Stranger)("cap.signature_several")
    _check_shape(root, signatures[0])
    leaf = _leaf(certificates, roots, now)
    if leaf is None:
        signer = _signer(data, certificates)
        if signer.issuer == signer.subject:
            raise Broken("cap.signature_self")
        raise (Broken if claiming and roots else Stranger)("cap.signature_unknown")
    signed = _signed(data, leaf, now)
    if _sender(elements.parse(signed)[0]) not in _names(leaf):
        raise Broken("cap.signature_other_sender")
    return signed


# ---------------------------------------------------------------- the shape


def _check_shape(root: Element, signature: Element) -> None:
    """Refuse all that moves the eye elsewhere: wrapped, pointing away, changed on the way, carrying things."""
    references = list(signature.iter(f"{{{DSIG}}}Reference"))
    transforms = [one.get("Algorithm", "") for one in signature.iter(f"{{{DSIG}}}Transform")]
    right = (
        signature in list(root)
        and len(references) == 1
        and references[0].get("URI") == ""
        and transforms.count(ENVELOPED) == 1
        and all(one == ENVELOPED or one in CANONICAL for one in transforms)
        and signature.find(f"{{{DSIG}}}Object") is None
    )
    if not right:
        raise Broken("cap.signature_shape")


def _sender(root: Element) -> str:
    namespace = root.tag.partition("}")[0] + "}"
    return "".join(text for one in root.findall(f"{namespace}sender") for text in one.itertext()).strip().casefold()


# ---------------------------------------------------------------- certificates


def _certificate_texts(signature: Element) -> Iterator[str]:
    texts = ["".join(one.itertext()) for one in signature.iter(f"{{{DSIG}}}X509Certificate")]
    if len(texts) > MOST_CERTIFICATES:
        raise Broken("cap.signature_certificate")
    return iter(texts)


def _certificate(text: str) -> "x509.Certificate":
    from base64 import b64decode

    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(b64decode("".join(text.split()), validate=True))
        _names(found)
    except Exception as fault:  # a stranger's certificate may be wrong in any way; each means the same
        raise Broken("cap.signature_certificate") from fault
    return found


def _roots(pem: bytes) -> list["x509.Certificate"]:
    from cryptography import x509

    from broadcaster.errors import Refused

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as fault:
        raise Refused("cap.bad_root") from fault


def _names(certificate: "x509.Certificate") -> frozenset[str]:
    """Return in whose name a certificate may speak: its e-mail addresses, host names, addresses and OIDs."""
    from cryptography import x509

    names: list[str] = [
        str(one.value) for one in certificate.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)
    ]
    try:
        other = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset(one.casefold() for one in names)
    for kind in (x509.RFC822Name, x509.DNSName, x509.UniformResourceIdentifier):
        names += other.get_values_for_type(kind)
    for oid in other.get_values_for_type(x509.RegisteredID):
        names += [oid.dotted_string, f"urn:oid:{oid.dotted_string}"]
    return frozenset(one.casefold() for one in names)


def _claims(certificates: Sequence["x509.Certificate"], sender: str, roots: Sequence["x509.Certificate"]) -> bool:
    """Tell whether the signature speaks in the sender's name, or in that of a root we trust."""
    issuers = [one.subject for one in roots]
    return any(sender in _names(one) or one.issuer in issuers for one in certificates)


def _leaf(
    certificates: Sequence["x509.Certificate"], roots: Sequence["x509.Certificate"], now: datetime
) -> "x509.Certificate | None":
    """Return the first certificate for which a root vouches at ``now``; None if there is none."""
    from cryptography import x509
    from cryptography.x509 import verification

    if not roots:
        return None
    policy = verification.ExtensionPolicy
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store(list(roots)))
        .time(now)
        .extension_policies(
            ee_policy=policy.permit_all().may_be_present(
                x509.KeyUsage, verification.Criticality.AGNOSTIC, _check_usage
            ),
            ca_policy=policy.webpki_defaults_ca(),
        )
        .build_client_verifier()
    )
    for one in certificates:
        try:
            verifier.verify(one, [other for other in certificates if other is not one])
        except verification.VerificationError:
            continue
        return one
    return None


def _check_usage(_policy: object, _certificate: object, usage: "x509.KeyUsage | None") -> None:
    if usage is not None and not usage.digital_signature:
        raise ValueError("this key is not for signing")


# ---------------------------------------------------------------- the arithmetic


def _signer(data: bytes, certificates: Sequence["x509.Certificate"]) -> "x509.Certificate":
    """Return the certificate with which an unknown signature adds up; old algorithms count, secrets do not."""
    if not certificates:
        _check_unnamed(data)
        raise Stranger("cap.signature_nobody")
    for one in certificates:
        with suppress(Broken):
            _verify(data, one, _config(sound=False, at=one.not_valid_after_utc))
            return one
    raise Broken("cap.signature_wrong")


def _check_unnamed(data: bytes) -> None:
    """Refuse a signature without certificate whose document was changed; whether its bare key fits says nothing."""
    from cryptography.exceptions import InvalidSignature
    from signxml.exceptions import InvalidDigest

    try:
        _verify(data, None, _config(sound=False, at=None))
    except Broken as fault:
        if not isinstance(fault.__cause__, InvalidSignature) or isinstance(fault.__cause__, InvalidDigest):
            raise


def _signed(data: bytes, leaf: "x509.Certificate", now: datetime) -> bytes:
    """Return the document that ``leaf`` signed with an algorithm of today."""
    from lxml import etree

    if _has_split_text(data):
        raise Broken("cap.signature_comment")
    return bytes(etree.tostring(_verify(data, leaf, _config(sound=True, at=now)).signed_xml))


def _config(*, sound: bool, at: datetime | None) -> Any:
    """Return which algorithms count: ``sound`` ones only, or all by which a stranger may once have signed."""
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.verifier import SignatureConfiguration

    methods = frozenset(
        one for one in SignatureMethod if one.name.startswith(PUBLIC_KEY if sound else (*PUBLIC_KEY, "DSA_"))
    )
    digests = frozenset(DigestAlgorithm)
    if sound:
        methods = frozenset(one for one in methods if any(strong in one.name for strong in STRONG))
        digests = frozenset(one for one in digests if one.name in STRONG)
    return SignatureConfiguration(
        require_x509=at is not None,
        location="./",
        signature_methods=methods,
        digest_algorithms=digests,
        verification_time=at,
    )


def _verify(data: bytes, certificate: "x509.Certificate | None", config: Any) -> Any:
    from signxml.verifier import XMLVerifier

    try:
        return XMLVerifier().verify(data, x509_cert=certificate, parser=_parser(), expect_config=config)
    except Exception as fault:  # a stranger's signature may make the libraries fail in any way; each means the same
        raise Broken("cap.signature_wrong") from fault


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _has_split_text(data: bytes) -> bool:
    """Tell whether a comment or instruction cuts a text in two: signing skips it, so that it may have come later."""
    from lxml import etree

    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as fault:  # expat has read it, but who signed it cannot have
        raise Broken("cap.signature_wrong") from fault
    return any(
        node.getparent() is not None and not any(isinstance(one.tag, str) for one in node.getparent())
        for node in root.iter(etree.Comment, etree.ProcessingInstruction)
    )
