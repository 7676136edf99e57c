"""What is kept of thousands of records is kept once."""

from chandlery.documents import read_json, read_yaml
from chandlery.records.listing import Maintainer

ADA = {"name": "Ada"}


def test_records_with_the_same_fields_share_their_names_and_others_do_not() -> None:
    one, other = Maintainer.model_validate(ADA), Maintainer.model_validate(ADA)
    assert one.model_fields_set == {"name"}
    assert one.model_fields_set is other.model_fields_set
    longer = Maintainer.model_validate(ADA | {"email": "ada@acme.example"})
    assert longer.model_fields_set == {"name", "email"}


def test_documents_share_their_keys_and_what_they_often_say() -> None:
    json = [read_json("a.json", b'{"licence": "MIT or so"}').document for _ in range(2)]
    yaml = [read_yaml("a.yml", b"licence: MIT or so\n").document for _ in range(2)]
    values = [item.value for item in (*json, *yaml) if item]
    assert len({id(key) for value in values for key in value}) == 1
    assert len({id(value["licence"]) for value in values}) == 1
