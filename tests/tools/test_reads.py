"""What the provider's Read functions leave out: how it is found in Go; the data is about the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from landfast.provider.tree import data_source, resource_type
from tools.reads.effects import GoSource
from tools.reads.go import functions
from tools.reads.types import TARGET, document

READ = """
package things

// d.Set("comment", nil)
func resourceThingRead(d *schema.ResourceData, meta interface{}) error {
	note := "d.Set(\\"text\\", nil)"
	if err := d.Set("name", flattenName(res["name"], d)); err != nil {
		return fmt.Errorf("Error reading %s: %s", note, err)
	}
	if v, ok := res["size"].(string); ok && v != "" {
		d.Set("size", v)
	}
	if res.Billing == nil {
		d.Set("pays", nil)
	} else {
		d.Set("pays", res.Billing.Pays)
	}
	if res.Flat {
		d.Set("flat", 1)
	} else if res.Steep {
		d.Set("flat", 2)
	} else {
		d.Set("flat", 3)
	}
	switch res.Parent.Type {
	case "folder":
		d.Set("folder", res.Parent.Id)
		d.Set("organization", "")
	case "organization":
		d.Set("organization", res.Parent.Id)
		d.Set("folder", "")
	}
	for _, each := range res.Disks {
		d.Set("disk", map[string]interface{}{"name": each})
	}
	if _, ok := d.GetOkExists("protected"); !ok {
		if err := d.Set("protected", true); err != nil {
			return err
		}
	}
	if part := flattenPart(res["part"], d); part != nil {
		for k, v := range part.([]interface{})[0].(map[string]interface{}) {
			if err := d.Set(k, v); err != nil {
				return err
			}
		}
	}
	setMore(d, res)
	return shared.SetLabels(res.Labels, d, "labels")
}

func setMore(d *schema.ResourceData, res interface{}) { d.Set("more", res) }

func flattenPart(v interface{}, d *schema.ResourceData) interface{} {
	transformed := make(map[string]interface{})
	transformed["left"] =
		v.(map[string]interface{})["left"]
	transformed["right"] = nil
	return []interface{}{transformed}
}
"""
LABELS = """
package shared

func SetLabels(labels map[string]string, d *schema.ResourceData, lineage string) error {
	return d.Set(lineage, labels)
}
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> GoSource:
    folder = tmp_path_factory.mktemp("source")
    for package, text in (("things", READ), ("shared", LABELS)):
        (folder / package).mkdir()
        (folder / package / "a.go").write_text(text, encoding="utf-8")
    (folder / "things/a_test.go").write_text("package things\nfunc setMore() {}\n", encoding="utf-8")
    return GoSource(functions(folder))


def test_what_read_sets_is_found_with_its_condition(source: GoSource) -> None:
    found = source.effects("things", "resourceThingRead")
    assert found.always == {"name", "flat", "more", "labels", "pays"}
    assert found.sometimes - found.always == {"size", "disk", "protected", "folder", "organization"}
    assert found.either == {"pays", "folder", "organization", "left", "right"}
    assert found.unset == {"protected": True}
    assert not found.any


def test_a_name_that_only_the_program_knows_may_be_any(tmp_path: Path) -> None:
    text = "package p\nfunc r(d *schema.ResourceData) { for k, v := range x { d.Set(k, v) } }\n"
    (tmp_path / "a.go").write_text(text, encoding="utf-8")
    assert GoSource(functions(tmp_path)).effects(tmp_path.name, "r").any


def test_the_data_is_about_attributes_of_the_schema() -> None:
    whole = json.loads(TARGET.read_bytes())
    assert len(whole["types"]) > 1000
    for name, said in whole["types"].items():
        is_data = name.startswith("data.")
        block = (data_source(name[5:]) if is_data else resource_type(name)).block
        named = {*said.get("unread", ()), *said.get("sometimes", ()), *said.get("unset", {})}
        assert named <= {*block.attributes, *block.blocks}, name


def test_the_data_is_in_the_one_form() -> None:
    whole = json.loads(TARGET.read_bytes())
    assert document(whole["types"], (whole["meta"]["commit"], whole["meta"]["date"])) == TARGET.read_text("utf-8")
