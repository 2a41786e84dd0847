"""The commands as they are typed, against moto."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

import tests.unit.cloud.cfn  # noqa: F401 # teaches moto
from compose.config import PROJECT_ROOT
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.site.costs import Line, Use, month
from hyperion import cli
from hyperion.context import UserError
from tests.unit.cloud.site import write_site


@pytest.fixture
def site(cloud: CloudSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a built site, and an environment that leads to it and to moto."""
    monkeypatch.setenv("HYPERION_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("HYPERION_CLOUD_PREFIX", cloud.cloud_prefix)
    monkeypatch.setenv("HYPERION_AWS_REGION", cloud.aws_region)
    folder = tmp_path / "web" / "dist"
    folder.mkdir(parents=True)
    write_site(folder, "one")
    return folder


def _run(*words: str, input: str | None = None) -> Result:  # noqa: A002 # click's name
    return CliRunner().invoke(cli.cli, words, input=input, catch_exceptions=True)


def _said(*words: str, input: str | None = None) -> str:  # noqa: A002 # click's name
    result = _run(*words, input=input)
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    return result.output


def _page() -> bytes:
    stored = boto3.client("s3", "eu-west-1").get_object(Bucket="acme-site", Key="site/sw.js")
    body: bytes = stored["Body"].read()
    return body


@pytest.mark.usefixtures("site")
def test_stacks_are_previewed_deployed_kept_and_deleted() -> None:
    assert "create" in _said("emr", "stacks", "deploy", "--dry-run")
    s3 = boto3.client("s3", "eu-west-1")
    assert s3.list_buckets()["Buckets"] == []
    assert "3 S3::Bucket" in _said("emr", "stacks", "deploy")
    assert _said("emr", "stacks", "deploy").count("keep") == 2
    s3.put_object(Bucket="acme-raw", Key="a", Body=b"b")
    refused = _run("emr", "stacks", "delete", "storage", "roles")
    assert isinstance(refused.exception, CloudError)
    assert "acme-raw" in _said("emr", "stacks", "delete", "storage", "--dry-run")
    _run("emr", "stacks", "delete", "storage", "--delete-data", input="n\n")
    assert len(s3.list_buckets()["Buckets"]) == 3
    _said("emr", "stacks", "delete", "storage", "roles", "--delete-data", input="y\n")
    assert s3.list_buckets()["Buckets"] == []


def test_the_site_is_previewed_deployed_and_rolled_back(site: Path) -> None:
    assert isinstance(_run("site", "deploy", "--rollback").exception, UserError)
    said = _said("site", "deploy", "--dry-run")
    assert "create the stack acme-site" in said
    assert "7 new, 0 changed" in said
    assert boto3.client("s3", "eu-west-1").list_buckets()["Buckets"] == []
    said = _said("site", "deploy")
    assert "https://" in said
    assert ".cloudfront.net/" in said
    (site / "sw.js").write_text("two")
    said = _said("site", "deploy", "--dry-run")
    assert "keep the stack acme-site" in said
    assert "0 new, 1 changed" in said
    assert "Refreshed at the edge: /sw.js" in _said("site", "deploy")
    assert _page() == b"two"
    assert "0 new, 1 changed" in _said("site", "deploy", "--rollback", "--dry-run")
    assert _page() == b"two"
    _said("site", "deploy", "--rollback")
    assert _page() == b"skipWaiting()"
    _said("emr", "stacks", "delete", "site", "--delete-data", "--yes")
    assert boto3.client("s3", "eu-west-1").list_buckets()["Buckets"] == []


@pytest.mark.usefixtures("site")
def test_a_domain_is_told_what_to_set_at_the_registrar() -> None:
    said = _said("site", "deploy", "--domain", "films.example.org")
    assert "Set at the registrar" in said
    assert said.count("CNAME") == 2
    assert "run again: hyperion site deploy --domain films.example.org" in said
    assert "set ALIAS" in _said("site", "deploy", "--domain", "example.org", "--dry-run")


def test_no_credentials_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["hyperion", "site", "deploy", "--dry-run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "no credentials for AWS; log in" in capsys.readouterr().err


def test_a_month_costs_less_than_a_dollar_as_the_page_says() -> None:
    lines = month(Use())
    total = sum(line.cost for line in lines)
    assert total < 1
    told = (PROJECT_ROOT / "docs" / "cloud.md").read_text(encoding="utf-8")
    for line in lines:
        assert _row(line) in told
    assert f"**${total:.2f}** at list prices" in told
    # What it gives away covers its own lines.
    paid = sum(line.cost for line in lines if line.what.startswith(("stored", "S3")))
    assert f"**${paid:.2f}** with what CloudFront gives away" in told


def _row(line: Line) -> str:
    return f"| {line.what} | {line.quantity:g} {line.unit} | ${line.price:g} | ${line.cost:.4f} |"
