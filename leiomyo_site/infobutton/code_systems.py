"""The code systems that records use: their names, and how a code of each is written."""

import re
from dataclasses import dataclass

OID = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]{0,19})){1,30}")


@dataclass(frozen=True)
class CodeSystem:
    """One code system; `key` is its name in content/codes.csv, `oid` the one that answers carry.

    `shape` matches a whole code, written in capitals. Where it has two groups, the point between them may be left out.
    """

    key: str
    name: str
    oid: str
    shape: re.Pattern[str]
    uri: str = ""
    other_oids: tuple[str, ...] = ()

    def normalize(self, code: str) -> str:
        """Return a code as this system writes it; empty if it cannot be one of this system.

        >>> ICD10.normalize(" c4922 "), ICD10.normalize("C49.22;DROP")
        ('C49.22', '')
        """
        found = self.shape.fullmatch(code.strip().upper())
        if not found:
            return ""
        return ".".join(part for part in found.groups() if part) or found[0]


ICD10_SHAPE = re.compile(r"([A-Z][0-9][0-9A-Z])\.?([0-9A-Z]{1,4})?")
ICD10 = CodeSystem("I10", "ICD-10-CM", "2.16.840.1.113883.6.90", ICD10_SHAPE, uri="http://hl7.org/fhir/sid/icd-10-cm")
ICD9 = CodeSystem(
    "I9",
    "ICD-9-CM",
    "2.16.840.1.113883.6.103",
    re.compile(r"([0-9]{3}|V[0-9]{2}|E[0-9]{3})\.?([0-9]{1,2})?"),
    uri="http://hl7.org/fhir/sid/icd-9-cm",
)
SNOMED = CodeSystem(
    "SCT", "SNOMED CT", "2.16.840.1.113883.6.96", re.compile(r"[1-9][0-9]{5,17}"), uri="http://snomed.info/sct"
)
LOINC = CodeSystem(
    "LNC",
    "LOINC",
    "2.16.840.1.113883.6.1",
    re.compile(r"[0-9]{1,7}-[0-9]"),
    uri="http://loinc.org",
    other_oids=("2.16.840.1.113883.11.79",),
)
RXNORM = CodeSystem(
    "RXN",
    "RxNorm",
    "2.16.840.1.113883.6.88",
    re.compile(r"[1-9][0-9]{0,7}"),
    uri="http://www.nlm.nih.gov/research/umls/rxnorm",
)
NDC = CodeSystem(
    "NDC",
    "NDC",
    "2.16.840.1.113883.6.69",
    re.compile(r"[0-9]{4,5}-[0-9]{3,4}(?:-[0-9]{1,2})?|[0-9]{9,11}"),
    uri="http://hl7.org/fhir/sid/ndc",
)
CPT = CodeSystem(
    "CPT", "CPT", "2.16.840.1.113883.6.12", re.compile(r"[0-9]{4}[0-9FTU]"), uri="http://www.ama-assn.org/go/cpt"
)
WHO_ICD10 = CodeSystem("WHO", "ICD-10", "2.16.840.1.113883.6.3", ICD10_SHAPE)
ICDO = CodeSystem(
    "ICDO",
    "ICD-O-3",
    "2.16.840.1.113883.6.43.1",
    re.compile(r"[89][0-9]{3}/[0-9]"),
    uri="http://terminology.hl7.org/CodeSystem/icd-o-3",
)
SYSTEMS = (
    ICD10,
    ICD9,
    SNOMED,
    LOINC,
    RXNORM,
    NDC,
    CPT,
    CodeSystem("HCPCS", "HCPCS Level II", "2.16.840.1.113883.6.285", re.compile(r"[A-V][0-9]{4}")),
    CodeSystem("PCS", "ICD-10-PCS", "2.16.840.1.113883.6.4", re.compile(r"[0-9A-HJ-NP-Z]{7}")),
    WHO_ICD10,
    ICDO,
)
# CPT codes are passed on to MedlinePlus, but no table of them may be shipped without a license of their owner.
BY_KEY = {system.key: system for system in SYSTEMS if system is not CPT}
MESH_OID = "2.16.840.1.113883.6.177"
_BY_NAME = {name: system for system in SYSTEMS for name in (system.oid, *system.other_oids, system.uri) if name}


def find_system(name: str) -> CodeSystem | None:
    """Return the code system of an OID, alone or after urn:oid:, or of a FHIR address; None for any other.

    >>> find_system("urn:oid:2.16.840.1.113883.6.96").name
    'SNOMED CT'
    """
    name = name.strip().removesuffix("/")
    if name[:8].lower() == "urn:oid:":
        name = name[8:]
    return _BY_NAME.get(name) or _BY_NAME.get(name.lower())


# Each code of these says which disease it is, so that a text beside it may not say another.
CLASSIFICATIONS = frozenset({ICD10, ICD9, WHO_ICD10, ICDO})
