"""Folders are named by code, Chinese name or pinyin; several may mean one region."""

import os
from pathlib import Path

import pytest

from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import files_outside_regions, find_region_folders, refusal


@pytest.fixture(scope="module")
def registry():
    return load_registry(DataFolder(Path("nowhere")).reference)


def folders(root: Path, *names: str) -> DataFolder:
    for name in names:
        (root / name).mkdir(parents=True)
    return DataFolder(root)


def test_code_name_and_pinyin_of_one_region_are_one(tmp_path, registry):
    data = folders(tmp_path, "documents/dezhou", "documents/371400", "actuals/inbox/德州市")
    found = find_region_folders(data, registry)
    assert list(found) == ["德州市"]
    assert [path.name for path in found["德州市"].documents] == ["371400", "dezhou"]
    assert [path.name for path in found["德州市"].inboxes] == ["德州市"]


def test_a_name_that_several_regions_share_needs_its_parent(tmp_path, registry):
    found = find_region_folders(folders(tmp_path, "documents/市中区", "documents/济南市市中区"), registry)
    assert found["济南市市中区"].region.code == "370103"
    assert found["市中区"].region is None
    assert "市中区" in found["市中区"].reason


def test_a_name_that_is_no_region_is_kept_with_its_reason_and_is_a_valid_partition_key(tmp_path, registry):
    found = find_region_folders(folders(tmp_path, "documents/atlantis, north"), registry)
    [(label, folder)] = found.items()
    assert "," not in label
    assert folder.region is None
    assert "atlantis" in folder.reason


def test_hidden_folders_are_no_regions_and_files_beside_folders_are_reported(tmp_path, registry):
    data = folders(tmp_path, "documents/.trash", "actuals/inbox/dezhou")
    (tmp_path / "documents" / "plan.txt").write_text("x", encoding="utf-8")
    (tmp_path / "actuals" / "inbox" / ".DS_Store").write_text("x", encoding="utf-8")
    assert list(find_region_folders(data, registry)) == ["德州市"]
    assert [path.name for path in files_outside_regions(data)] == ["plan.txt"]


def test_a_data_folder_that_does_not_exist_has_no_regions(tmp_path, registry):
    assert find_region_folders(DataFolder(tmp_path / "none"), registry) == {}
    assert files_outside_regions(DataFolder(tmp_path / "none")) == []


@pytest.mark.parametrize("target", ["outside", "data/documents/liaocheng", "nowhere", "data/documents/371400"])
def test_a_linked_folder_is_refused_wherever_it_leads(tmp_path, registry, target):
    data = folders(tmp_path / "data", "documents/liaocheng", "actuals/inbox/dezhou", "actuals/archive")
    (tmp_path / "outside").mkdir()
    links = [data.documents / "371400", data.inbox / "德州市", data.archive / "德州市"]
    for link in links:
        link.symlink_to(tmp_path / target)
    found = find_region_folders(data, registry)["德州市"]
    assert found.links == links
    assert (found.documents, found.inboxes) == ([], [data.inbox / "dezhou"])
    assert str(links[2]) in found.reason  # nothing is taken that could not be archived here
    assert str(links[0]) in refusal(links[0])


def test_the_operator_may_lay_the_folders_above_elsewhere(tmp_path, registry):
    elsewhere = folders(tmp_path / "mount", "dezhou")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "documents").symlink_to(elsewhere.root)
    found = find_region_folders(DataFolder(tmp_path / "data"), registry)
    assert [path.name for path in found["德州市"].documents] == ["dezhou"]
    assert found["德州市"].links == []


def test_a_link_in_a_folder_that_is_written_to_is_refused_as_well(tmp_path, registry):
    data = folders(tmp_path / "data", "actuals/inbox/dezhou", "actuals/receipts/德州市", "outside")
    (data.receipts / "德州市" / "dezhou").symlink_to(data.root / "outside")
    found = find_region_folders(data, registry)["德州市"]
    assert found.links == [data.receipts / "德州市" / "dezhou"]
    assert found.reason == refusal(found.links[0])


@pytest.mark.parametrize("name", [b"\xff" * 200, "规划".encode("gbk") * 60])
def test_a_name_longer_as_text_than_a_file_system_takes_stops_no_other(tmp_path, registry, name):
    data = folders(tmp_path, "documents/dezhou", "actuals/archive", "actuals/receipts")
    (data.documents / os.fsdecode(name)).mkdir()
    found = find_region_folders(data, registry)
    assert [region.reason is None for region in found.values()].count(True) == 1
    assert len(found) == 2


def test_plans_in_a_folder_named_as_the_shared_inbox_do_not_close_it(tmp_path, registry):
    data = folders(tmp_path, "documents/各地区", "actuals/inbox/各地区")
    found = find_region_folders(data, registry)
    assert (found["各地区"].inboxes, found["各地区"].documents) == ([data.inbox / "各地区"], [])
    assert found["各地区"].region is not None and found["各地区"].reason is None
    assert found["各地区（规划）"].documents == [data.documents / "各地区"]
    assert "不能确定是哪个地区" in found["各地区（规划）"].reason
