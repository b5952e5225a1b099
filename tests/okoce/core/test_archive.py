"""One file with a dump, evidence files and a manifest: whole, or no archive."""

import json
import stat
import tarfile

import pytest

from okoce.core import archive
from okoce.core.archive import DUMP, MANIFEST, Damaged, Manifest


def manifest(**other):
    said = {"made_at": "2018-03-05T09:15:02+07:00", "version": "1.0.0", "revision": 7, "migrations": ["core.0001_a"]}
    return Manifest(**{**said, "roles": ["owner", "application"], "keys": {"SECRET_KEY": "0123"}, **other})


@pytest.fixture
def root(tmp_path):
    """A folder with two evidence files."""
    for name, text in {"a.pdf": b"%PDF-1.7", "evidence/b.jpg": b"\xff\xd8\xff" * 1000}.items():
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return tmp_path / "media"


@pytest.fixture
def file(tmp_path, root):
    """An archive of a dump and those files."""
    (tmp_path / "a.dump").write_bytes(b"PGDMP" * 1000)
    with archive.written(tmp_path / "an.archive", manifest()) as (writer, _folder):
        writer.add(DUMP, tmp_path / "a.dump")
        writer.add_files(root)
    return tmp_path / "an.archive"


def files_of(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refuse(file):
    with pytest.raises(Damaged), archive.opened(file):
        pass


class TestWriting:
    def test_it_is_for_its_owner_only(self, file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_it_leaves_no_draft(self, file):
        assert sorted(path.name for path in file.parent.iterdir()) == ["a.dump", "an.archive", "media"]

    def test_it_says_nothing_of_whose_the_files_were(self, file):
        with tarfile.open(file) as tar:
            told = {(member.uid, member.gid, member.uname, member.gname, member.mtime) for member in tar}
            assert told == {(0, 0, "", "", 0)}

    def test_one_that_fails_on_its_way_leaves_the_one_before(self, file):
        before = file.read_bytes()
        with pytest.raises(ZeroDivisionError), archive.written(file, manifest()):
            raise ZeroDivisionError
        assert file.read_bytes() == before
        assert sorted(path.name for path in file.parent.iterdir()) == ["a.dump", "an.archive", "media"]


class TestReading:
    def test_it_says_what_it_is_of(self, file):
        with archive.opened(file) as one:
            assert (one.manifest.revision, one.manifest.roles) == (7, ["owner", "application"])
            assert one.manifest.files == ["a.pdf", "evidence/b.jpg"]

    def test_its_files_come_back_as_they_were(self, file, root, tmp_path):
        with archive.opened(file) as one:
            one.extract_files(tmp_path / "other")
            one.extract(DUMP, tmp_path / "other.dump")
        assert files_of(tmp_path / "other") == files_of(root)
        assert (tmp_path / "other.dump").read_bytes() == b"PGDMP" * 1000

    def test_they_come_beside_what_is_there(self, file, root):
        (root / "c.pdf").write_bytes(b"%PDF-1.6")
        (root / "a.pdf").write_bytes(b"changed")
        with archive.opened(file) as one:
            one.extract_files(root)
        assert files_of(root) == {"a.pdf": b"%PDF-1.7", "evidence/b.jpg": b"\xff\xd8\xff" * 1000, "c.pdf": b"%PDF-1.6"}

    def test_what_it_does_not_name_is_removed_when_that_is_asked_for(self, root):
        archive.prune(root, ["a.pdf"])
        assert list(files_of(root)) == ["a.pdf"]


class TestDamage:
    @pytest.mark.parametrize("place", [600, 3000, 7000])
    def test_a_byte_that_changed(self, file, place):
        whole = bytearray(file.read_bytes())
        whole[place] ^= 1
        file.write_bytes(whole)
        refuse(file)

    @pytest.mark.parametrize("length", [0, 1, 600, 6000, 10_000])
    def test_one_that_was_cut(self, file, length):
        file.write_bytes(file.read_bytes()[:length])
        refuse(file)

    def test_what_is_no_archive(self, file):
        file.write_bytes(b"%PDF-1.7" * 1000)
        refuse(file)

    def test_one_without_a_dump(self, file, root):
        with archive.written(file, manifest()) as (writer, _folder):
            writer.add_files(root)
        refuse(file)

    def test_one_with_something_more(self, file, root):
        with tarfile.open(file, "a") as tar:
            tar.add(root / "a.pdf", "files/c.pdf")
        refuse(file)

    @pytest.mark.parametrize("other", [{"format": 2}, {"colour": "blue"}])
    def test_one_of_another_form(self, file, root, tmp_path, other):
        said = {"made_at": "", "version": "", "revision": 0, "migrations": [], "roles": [], "keys": {}, "format": 1}
        (tmp_path / MANIFEST).write_text(json.dumps({**said, **other}))
        with tarfile.open(file, "w") as tar:
            tar.add(root / "a.pdf", DUMP)
            tar.add(tmp_path / MANIFEST, MANIFEST)
        refuse(file)

    @pytest.mark.parametrize("name", ["../a.pdf", "/etc/a.pdf", "a/../../b.pdf", ""])
    def test_a_file_that_would_lie_elsewhere(self, tmp_path, name):
        with pytest.raises(Damaged):
            archive.below(tmp_path, name)


def test_a_folder_that_is_left_out_is_in_no_archive(tmp_path, root):
    with archive.written(tmp_path / "an.archive", manifest()) as (writer, _folder):
        writer.add_files(root, leave_out="evidence")
    with tarfile.open(tmp_path / "an.archive") as tar:
        assert [name for name in tar.getnames() if name != MANIFEST] == ["files/a.pdf"]
