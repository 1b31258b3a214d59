"""The kinds of personal data that are told apart, and what the GDPR says of each."""

from __future__ import annotations

from dataclasses import dataclass

from landfast_ml.privacy.personal.columns import Verdict


@dataclass(frozen=True, slots=True)
class PersonalKind:
    """`identifies`: its values tell persons apart by themselves; else they describe one, and may with others."""

    says: str
    verdict: Verdict = "personal"
    identifies: bool = False
    article: str = "4(1)"


def _identifier(says: str) -> PersonalKind:
    return PersonalKind(says, identifies=True)


def _special(says: str, article: str = "9(1)") -> PersonalKind:
    return PersonalKind(says, "special", article=article)


# In the order in which a header with several meanings is read.
KINDS: dict[str, PersonalKind] = {
    "biometric": PersonalKind("biometric data", "special", identifies=True, article="9(1)"),
    "genetic": _special("genetic data"),
    "conviction": _special("criminal convictions or offences", "10"),
    "orientation": _special("sex life or sexual orientation"),
    "union": _special("trade union membership"),
    "politics": _special("political opinion"),
    "religion": _special("religion or belief"),
    "ethnicity": _special("racial or ethnic origin"),
    "insurance": _special("health insurance"),
    "health": _special("health"),
    "email": _identifier("an e-mail address"),
    "national_id": _identifier("a national, tax or social security number"),
    "document_id": _identifier("a number of an identity document"),
    "bank_account": _identifier("a bank account"),
    "payment_card": _identifier("a payment card"),
    "ip_address": _identifier("a network address"),
    "device_id": _identifier("an identifier of a person's device"),
    "licence_plate": _identifier("a licence plate"),
    "vehicle_id": _identifier("a vehicle's identification number"),
    "phone": _identifier("a telephone number"),
    "recording": _identifier("a picture or recording of a person"),
    "person_id": _identifier("an identifier of a person"),
    "username": _identifier("a user name"),
    "birth_date": PersonalKind("a date of birth"),
    "postcode": PersonalKind("a postcode"),
    "place": PersonalKind("a place of a person"),
    "nationality": PersonalKind("a nationality"),
    "marital_status": PersonalKind("a family status"),
    "gender": PersonalKind("a gender"),
    "age": PersonalKind("an age"),
    "occupation": PersonalKind("an occupation"),
    "income": PersonalKind("an income"),
    "geolocation": _identifier("a geographic position"),
    "address": _identifier("an address"),
    "name": _identifier("a person's name"),
    "free_text": PersonalKind("free text, in which people may be named"),
}
