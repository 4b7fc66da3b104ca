"""What the texts of a record say: this illness by its name, another one, a doubt, or nothing that helps."""

from urllib.parse import urlsplit

import pytest

from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.request import decode_parameters, parse_request
from tests.infobutton.asking_us import EXACT, I9, I10, RXN, SCT, TABLE, ask, codes, feed_of, pages

LMS = ["overview", "diagnosis", "outlook"]
OURS = [
    "Leiomyosarcoma", "leiomyosarcoma", "LEIOMYOSARCOMA", "Leiomyosarcoma, NOS", "Leiomyosarcoma (disorder)",
    "Leiomyosarcoma [morphologic abnormality]", "leio-myosarcoma", "leiomyo-sarcoma", "Leio myo sarcoma", "Leiomyosarcomas", "leiomyosarcomata",
    "Uterine leiomyosarcoma", "Uterine leiomyosarcoma of adult", "Leiomyosarcoma of left thigh (CMS/HCC)", "Metastatic leiomyosarcoma to lung",
    "Pleomorphic leiomyosarcoma", "Epithelioid leiomyosarcoma", "Myxoid leiomyosarcoma", "EBV-associated leiomyosarcoma",
    "Leiomyosarcoma, not otherwise specified", "History of leiomyosarcoma", "H/O leiomyosarcoma", "Recurrent leiomyosarcoma of retroperitoneum",
    "LMS (leiomyosarcoma)", "liomyosarcoma", "leomyosarcoma", "leimyosarcoma", "leiomysarcoma", "lieomyosarcoma", "leiomyosarcomma", "leiomiosarcoma",
    "Leiomiosarcoma uterino", "leiomiossarcoma", "léiomyosarcome", "Léiomyosarcome de l'utérus", "Leiomyosarkom", "Leiomyosarkom des Uterus",
    "leiomyosarcoom", "leiomyosarkooma", "leiomyosarkóm", "leiomiosarcom", "leiomioszarkóma", "Mięsak gładkokomórkowy", "leiomiyosarkom",
    "Leyomiyosarkom", "LEİOMYOSARKOM", "Лейомиосаркома", "лейомиосаркома матки", "лейоміосаркома", "λειομυοσάρκωμα", "ΛΕΙΟΜΥΟΣΑΡΚΩΜΑ", "平滑筋肉腫",
    "子宮平滑筋肉腫", "平滑肌肉瘤", "平滑肌肉瘤（左大腿）", "평활근육종", "자궁 평활근육종", "ליומיוסרקומה", "ساركوما عضلية ملساء", "لیومیوسارکوم", "लियोमायोसारकोमा",
    "l\ufffdiomyosarcome", "Leiomyosarcoma of soft tissue, grade 3, T2bN0M0", "Leiomyosarcoma without metastasis", "Leiomyosarcoma; no lung spread",
    "Smooth muscle sarcoma", "leiomyosarkoma", "leiomyosarkomer", "leiomyosarkomet", "lejomiosarkom", "Lejomiosarkoma", "leiomüosarkoom",
    "Leiomyosarcoma&nbsp;of leg", "ｌｅｉｏｍｙｏｓａｒｃｏｍａ", "Leiomyo\u00adsarcoma", "leiomiosarkoma", "leiomyosarcoma of small bowel",
]  # fmt: skip
OTHERS = [
    "Embryonal rhabdomyosarcoma", "Alveolar rhabdomyosarcoma", "Spindle cell rhabdomyosarcoma", "Ewing sarcoma", "Ewing's sarcoma of rib",
    "Kaposi sarcoma", "Synovial sarcoma", "Clear cell sarcoma", "Clear cell sarcoma of kidney", "Undifferentiated pleomorphic sarcoma",
    "Undifferentiated sarcoma", "Epithelioid sarcoma", "Alveolar soft part sarcoma", "Osteosarcoma", "Osteogenic sarcoma", "Chondrosarcoma",
    "Liposarcoma", "Myxoid liposarcoma", "Angiosarcoma", "Infantile fibrosarcoma", "Fibrosarcoma", "Myxofibrosarcoma",
    "Low grade fibromyxoid sarcoma", "Dermatofibrosarcoma protuberans", "DFSP", "Malignant peripheral nerve sheath tumor", "MPNST",
    "Desmoplastic small round cell tumor", "DSRCT", "CIC-rearranged sarcoma", "BCOR sarcoma", "Embryonal sarcoma of liver", "Intimal sarcoma",
    "Myeloid sarcoma", "Endometrial stromal sarcoma", "Carcinosarcoma of uterus", "Gastrointestinal stromal tumor", "GIST", "Desmoid tumor",
    "Aggressive fibromatosis", "Inflammatory myofibroblastic tumor", "Solitary fibrous tumor", "Neuroblastoma", "Nephroblastoma", "Wilms tumor",
    "Hepatoblastoma", "Retinoblastoma", "Medulloblastoma", "Acute lymphoblastic leukemia", "Acute myeloid leukaemia", "Hodgkin lymphoma",
    "Non-Hodgkin lymphoma", "Burkitt lymphoma", "Germ cell tumor", "Yolk sac tumor", "Teratoma", "Langerhans cell histiocytosis",
    "Malignant rhabdoid tumor", "Brain tumor", "Breast cancer", "Bone cancer", "Melanoma", "Thyroid cancer", "Squamous cell carcinoma", "Lipoma",
    "Leiomyoma", "Uterine fibroid", "Angioleiomyoma", "Hemangioma", "Neurofibroma", "Schwannoma", "PEComa", "Mesothelioma", "Adenocarcinoma",
    "Glioblastoma", "Ependymoma", "Rabdomiosarcoma", "Sarcoma de Ewing", "Leucemia linfoblástica aguda", "Rhabdomyosarkom", "Leukämie",
    "Ostéosarcome", "Leucémie", "Рабдомиосаркома", "横紋筋肉腫", "横纹肌肉瘤", "白血病", "Giant cell tumor of bone", "Atypical fibroxanthoma",
    "Hemangioendothelioma", "Myxoma", "Granular cell tumor", "Phyllodes tumor", "Malignant mesenchymoma", "Malignant triton tumor", "Chordoma",
    "Glomus tumor", "Myopericytoma", "EBV lymphoproliferative disease", "Smooth muscle tumor of uncertain malignant potential", "STUMP",
    "Smooth muscle tumor", "Angiomyolipoma", "Castleman disease", "Lung cancer", "Adamantinoma", "Ameloblastoma", "Pheochromocytoma", "Paraganglioma",
    "Basal cell carcinoma", "Merkel cell carcinoma", "Testicular cancer", "Cystic hygroma", "Lymphangioma", "Nodular fasciitis",
    "Myositis ossificans", "Ganglion cyst", "Multiple myeloma", "Tumor of uncertain behavior", "Benign neoplasm of soft tissue", "Linfoma de Hodgkin",
    "Fibrosarcoma infantil", "Sarcoma sinovial", "Sarcoma indiferenciado", "Weichteilsarkom", "Sarcome d'Ewing", "Cáncer de mama",
    "Histiocytofibrome malin", "Lymphom", "Melanom", "Neuroblastom", "Clear cell sarcoma, metastatic to lung", "Lung cancer, metastatic to bone",
    "Prostate cancer with bone metastases", "Metastatic lung cancer",
]  # fmt: skip
DOUBTED = [
    "No evidence of leiomyosarcoma", "Family history of leiomyosarcoma", "FH: leiomyosarcoma", "Rule out leiomyosarcoma",
    "R/O uterine leiomyosarcoma", "r.o. leiomyosarcoma", "leiomyosarcoma ruled out", "Leiomyosarcoma?", "negative for leiomyosarcoma",
    "Leiomyosarcoma not identified", "leiomyosarcoma not seen", "leiomyosarcoma: none", "Leiomyosarcoma: no", "Canine leiomyosarcoma",
    "Leiomyosarcoma, dog", "feline leiomyosarcoma", "Veterinary: leiomyosarcoma", "at risk for leiomyosarcoma", "Mother died of leiomyosarcoma",
    "son with leiomyosarcoma", "consistent with leiomyosarcoma", "Workup for leiomyosarcoma", "V.a. Leiomyosarkom", "Verdacht auf Leiomyosarkom",
    "kein Leiomyosarkom", "antecedentes familiares de leiomiosarcoma", "sin evidencia de leiomiosarcoma", "antécédents familiaux de léiomyosarcome",
    "平滑筋肉腫疑い", "疑似平滑肌肉瘤", "平滑肌肉瘤家族史", "无平滑肌肉瘤", "평활근육종 의심", "misdiagnosed as leiomyosarcoma", "leiomyosarcoma (entered in error)",
    "leiomyosarcoma xenograft", "leiomyosarcoma or rhabdomyosarcoma", "rhabdomyosarcoma vs leiomyosarcoma", "leiomyoma with leiomyosarcoma features",
    "angioleiomyosarcoma", "leiomyosarcomax", "leiomyoma", "myosarcoma", "Not leiomyosarcoma", "non-leiomyosarcoma", "leiomyosarcoma unlikely",
    "Screening for leiomyosarcoma", "leiomyosarcoma, unconfirmed", "pending: leiomyosarcoma", "грудь: нет лейомиосаркомы",
    "подозрение на лейомиосаркому", "podejrzenie leiomyosarcoma", "Bereavement: child died of leiomyosarcoma",
    "Counseling, worried about leiomyosarcoma",
]  # fmt: skip
UNTOLD = [
    "Malignant neoplasm of connective and soft tissue of left lower limb, including hip", "Soft tissue sarcoma", "Sarcoma of left thigh",
    "Sarcoma (CMS/HCC)", "STS", "LMS", "LMS of thigh", "x", "High grade sarcoma of lower extremity",
    "Malignant neoplasm of soft tissue of left thigh (HCC)", "Sarcoma of soft tissue, stage III", "Sarcoma de partes blandas",
    "Cancer of connective tissue of leg", "Encounter for chemotherapy", "Recurrent soft tissue sarcoma", "pain",
    "Malignant tumor of soft tissue of lower limb", "Sarcoma", "Bösartige Neubildung", "Sarcoma, metastatic to lung",
    "Metastatic sarcoma to lung and bone", "Soft tissue sarcoma with lung metastases", "Sarcoma spread to both lungs",
]  # fmt: skip
POSSIBLE = [(I10, "C49.9"), (I10, "C49.22"), (I10, "C22.4"), (I10, "C54.2"), (SCT, "424952003"), (I9, "171.3")]


def scores(*things: tuple[str, str], **values: str) -> set[str]:
    return {entry.score for entry in ask(*things, **values).entries}


def test_there_are_many_texts() -> None:
    assert len(set(OURS)) >= 40
    assert len(set(OTHERS)) >= 60


@pytest.mark.parametrize("text", OURS)
def test_the_name_in_any_spelling_or_language_is_exact(text: str) -> None:
    assert pages(dn=text) == pages(ot=text) == LMS
    for thing in (*POSSIBLE, (I10, "C55"), (I10, "C51.9"), (I10, "Z85.831"), ("1.2.3", "LOCAL-7")):
        assert "1.0" in scores(thing, dn=text)
        assert "1.0" in scores(thing, ot=text)
        assert "0.6" not in scores(thing, dn=text)
    assert pages(c="", cs=I10, dn=text) == LMS


@pytest.mark.parametrize("text", OTHERS)
def test_another_illness_takes_a_possible_code_away(text: str) -> None:
    assert pages(dn=text) == pages(ot=text) == pages((I10, "C55"), dn=text) == pages((I10, "Z51.11"), dn=text) == []
    for thing in POSSIBLE:
        assert (
            pages(thing, dn=text)
            == pages(thing, ot=text)
            == pages(thing, ot1=text)
            == pages(thing, (I10, "Z51.11"), dn=text)
            == []
        )
        assert pages(thing, (SCT, "999999999"), dn1=text) == []


@pytest.mark.parametrize("text", [text for text in OTHERS if " " not in text])
def test_another_illness_beside_any_other_code_does_so_too(text: str) -> None:
    for code in ((I10, "Z51.11"), (I10, "C78.01"), (I10, "E11.9"), (RXN, "1")):
        assert pages((I10, "C49.22"), code, dn1=text) == []


@pytest.mark.parametrize("text", [*OTHERS, *DOUBTED])
def test_an_exact_code_is_answered_whatever_stands_beside_it(text: str) -> None:
    assert pages(EXACT, dn=text) == pages(EXACT, (I10, "C49.9"), ot1=text) == LMS


@pytest.mark.parametrize("text", DOUBTED)
def test_a_name_that_is_denied_or_doubted_is_not_answered(text: str) -> None:
    assert pages(dn=text) == pages(ot=text) == pages((I10, "C55"), dn=text) == pages((SCT, "999999999"), dn=text) == []
    for thing in POSSIBLE:
        assert pages(thing, dn=text) == pages(thing, ot=text) == pages(thing, ot1=text) == []


def test_a_possible_code_with_the_name_is_exact_beside_other_illnesses_too() -> None:
    for other in (
        {"c1": "D25.9", "cs1": I10, "dn1": "Leiomyoma of uterus"},
        {"c1": "C91.01", "cs1": I10},
        {"ot1": "Ewing sarcoma"},
    ):
        assert scores((I10, "C54.2"), dn="Leiomyosarcoma of uterus", **other) == {"1.0"}
        assert pages((I10, "C55"), dn="Leiomyosarcoma of uterus", c1="D25.9", cs1=I10) == []


@pytest.mark.parametrize("text", ["RMS", "ERMS", "ALL", "WT", "UPS", "Lukemia", "neuroblastma", "osteosarcma", "Mięsak Ewinga", "białaczka", "лейкоз", "滑膜肉腫", "尤文肉瘤", "활막육종", "סרקומה", "ساركوما"])  # fmt: skip
def test_what_is_short_misspelt_or_cannot_be_read_takes_a_possible_code_away(text: str) -> None:
    assert pages((I10, "C49.9"), dn=text) == pages((I10, "C49.9"), ot=text) == []


@pytest.mark.parametrize("text", UNTOLD)
def test_a_text_that_names_no_illness_leaves_a_possible_code_as_it_is(text: str) -> None:
    assert pages(dn=text) == []
    assert pages((I10, "C49.22"), dn=text) == pages((I10, "C49.22"), ot=text) == LMS
    assert scores((I10, "C49.22"), dn=text) == {"0.6"}


@pytest.mark.parametrize("code", codes(Tier.POSSIBLE))
def test_a_possible_code_with_its_official_name_is_answered(code: tuple[str, str]) -> None:
    row = next(row for row in TABLE.rows.values() if (row.system.oid, row.code) == code)
    assert pages(code, dn=row.label) == pages(code, ot=row.label.upper()) == LMS


@pytest.mark.parametrize("values", [{"dn": "Ewing sarcoma"}, {"ot": "rule out leiomyosarcoma"}, {"ot1": "leukemia"}, {"c1": "C91.00", "cs1": I10}])  # fmt: skip
def test_the_link_of_a_silent_answer_to_itself_is_silent(values: dict[str, str]) -> None:
    feed = ask((I10, "C49.22"), **values)
    assert feed.entries == ()
    assert "wing" not in str(feed)
    assert feed_of(parse_request(decode_parameters(urlsplit(feed.self_url).query.encode()))).entries == ()


def test_a_doubt_in_one_text_counts_for_the_other() -> None:
    for doubt in ("Leiomyoma of uterus", "benign", "?", "ruled out"):
        assert pages(dn=doubt, ot="leiomyosarcoma") == pages(dn="leiomyosarcoma", ot=doubt) == []
        assert pages((I10, "C49.22"), dn="leiomyosarcoma", ot=doubt) == []
