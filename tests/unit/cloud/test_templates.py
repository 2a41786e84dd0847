"""Templates pass Amazon's own check; the site's answers as `hyperion site serve` does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from cfnlint.api import ManualArgs, lint

from compose.config import PROJECT_ROOT
from emr.errors import CloudError
from emr.site.release import VERSION_DIGITS
from emr.site.template import response_headers, site_template
from tests.unit.cloud.site import SECURITY
from tests.unit.site.server import Client, make_site, running
from website.app import find

FUNCTION = PROJECT_ROOT / "emr" / "site" / "paths.js"


def _found(template: str) -> list[str]:
    """Return errors and warnings."""
    return [str(match) for match in lint(template, config=ManualArgs(regions=["us-east-1"]))]


@pytest.mark.parametrize("name", ["storage", "roles"])
def test_a_template_passes_cfn_lint_as_it_is_written(name: str) -> None:
    text = (PROJECT_ROOT / "emr" / "templates" / f"{name}.yml").read_text(encoding="utf-8")
    assert _found(text) == []


@pytest.mark.parametrize(("name", "least"), [("roles", 60), ("site", 7)])
def test_each_action_of_a_role_says_why(name: str, least: int) -> None:
    text = (PROJECT_ROOT / "emr" / "templates" / f"{name}.yml").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    actions = [number for number, line in enumerate(lines) if re.match(r'- "\w+:\w+"', line)]
    assert len(actions) >= least
    unsaid = [
        lines[number]
        for number in actions
        if not re.search(r'"  # \w+', lines[number]) and not lines[number - 1].startswith("# ")
    ]
    assert unsaid == []


def test_the_sites_template_passes_cfn_lint_as_it_is_sent() -> None:
    template = site_template(SECURITY)
    assert _found(json.dumps(template)) == []
    del template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["Enabled"]
    assert any("'Enabled' is a required property" in each for each in _found(json.dumps(template)))


def test_the_edge_signs_what_it_asks_of_the_bucket_and_speaks_https_alone() -> None:
    """Of these moto's CloudFront keeps little, and cfn-lint asks for none."""
    resources = site_template(SECURITY)["Resources"]
    config = resources["Distribution"]["Properties"]["DistributionConfig"]
    assert "CacheBehaviors" not in config
    (origin,) = config["Origins"]
    assert origin["OriginAccessControlId"] == {"Fn::GetAtt": ["AccessControl", "Id"]}
    assert origin["DomainName"] == {"Fn::GetAtt": ["Bucket", "RegionalDomainName"]}
    access = resources["AccessControl"]["Properties"]["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")
    behavior = config["DefaultCacheBehavior"]
    assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["ResponseHeadersPolicyId"] == {"Ref": "Headers"}
    (function,) = behavior["FunctionAssociations"]
    assert function["EventType"] == "viewer-request"
    _, own, _ = config["ViewerCertificate"]["Fn::If"]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"


def _sent(config: dict[str, Any]) -> dict[str, str]:
    """Return the headers that CloudFront sends by a response headers policy."""
    named = config["SecurityHeadersConfig"]
    assert all(each["Override"] for each in named.values())
    headers = {each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]}
    headers["Content-Security-Policy"] = named["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    headers["Referrer-Policy"] = named["ReferrerPolicy"]["ReferrerPolicy"]
    if "ContentTypeOptions" in named:
        headers["X-Content-Type-Options"] = "nosniff"
    hsts = named["StrictTransportSecurity"]
    told = [f"max-age={hsts['AccessControlMaxAgeSec']}"]
    told += ["includeSubDomains"] * hsts["IncludeSubdomains"] + ["preload"] * hsts["Preload"]
    headers["Strict-Transport-Security"] = "; ".join(told)
    return headers


def test_the_edge_sends_the_headers_of_hyperion_site_serve(client: Client) -> None:
    properties = site_template(SECURITY)["Resources"]["Headers"]["Properties"]
    sent = _sent(properties["ResponseHeadersPolicyConfig"])
    own = {"Content-Type", "Cache-Control", "Accept-Ranges", "Content-Length", "Date", "Vary"}
    own |= {"Content-Encoding", "Last-Modified", "Etag", "ETag", "Connection", "Via", "Server"}
    for path in ("/", "/sw.js", "/data/films.parquet", "/absent.js"):
        served = dict(client.ask(path).headers)
        assert set(served) - own <= set(sent)
        local = {name: value for name, value in sent.items() if name in served}
        assert local == {name: served[name] for name in local}
        # HTTPS alone adds this one.
        assert set(sent) - set(local) == {"Strict-Transport-Security"}


def test_a_header_that_the_edge_cannot_send_is_refused() -> None:
    with pytest.raises(CloudError, match="can't send X-Content-Type-Options: sniff"):
        response_headers({"X-Content-Type-Options": "sniff"})
    with pytest.raises(CloudError, match="can't send Strict-Transport-Security: soon"):
        response_headers({"Strict-Transport-Security": "soon"})
    told = response_headers({"Strict-Transport-Security": "max-age=9; includeSubDomains; preload"})
    hsts = told["SecurityHeadersConfig"]["StrictTransportSecurity"]
    assert (hsts["IncludeSubdomains"], hsts["Preload"]) == (True, True)


PATHS = [
    "/",
    "/film/dumbo",
    "/film/dumbo/",
    "/film/caf%C3%A9",
    "/film/%E9",
    "/query?sql=select",
    "/index.html",
    "/sw.js",
    "/sw.js/",
    "/assets/app-1a2b.js",
    "/assets%2Fapp-1a2b.js",
    "/assets/engine-3c4d.wasm",
    "/assets/app-1a2b.js.br",
    "/index.html.br",
    "/absent.js",
    "/assets/",
    "/assets",
    "/data/films.parquet",
    "/data/empty.parquet",
    "/data/manifest.json",
    "/.well-known/x",
    "/.hidden",
    "//sw.js",
    "/a//b",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../sw.js",
    "/..",
    "/.",
    "/a%5Cb",
    "/a%00b",
    "/link.txt",
]


def _keys(requests: list[dict[str, Any]]) -> list[str]:
    """Run the function, as CloudFront does, in Node."""
    node = shutil.which("node")
    assert node, "Node is needed, as for the site's own checks"
    script = (
        f"{FUNCTION.read_text(encoding='utf-8')}\n"
        "const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
        "console.log(JSON.stringify(asked.map((request) => handler({ request }).uri)));\n"
    )
    answer = subprocess.run(
        [node, "-e", script], input=json.dumps(requests), capture_output=True, text=True, check=True
    )
    keys: list[str] = json.loads(answer.stdout)
    return keys


def test_a_path_leads_to_the_file_that_hyperion_site_serve_finds(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    make_site(folder)
    asked = [path.partition("?")[0] for path in PATHS]
    for path, key in zip(asked, _keys([{"uri": p, "querystring": {}} for p in asked]), strict=True):
        # S3 decodes what it is asked for, and has exactly the objects that are uploaded.
        stored = folder / unquote(key)[1:]
        uploaded = stored.is_file() and stored.resolve().is_relative_to(folder.resolve())
        there = stored.resolve() if uploaded and stored.suffix != ".br" else None
        assert there == find(folder, unquote(path, errors="replace")), path


def test_a_data_file_asked_for_by_its_version_is_that_version() -> None:
    version = "0123456789ab"
    cases = {
        ("/data/films.parquet", version): f"/data/{version}/films.parquet",
        ("/data/films.parquet", "latest"): "/data/films.parquet",
        ("/data/films.parquet", "0123456789ab/../x"): "/data/films.parquet",
        ("/data/manifest.json", version): "/data/manifest.json",
        ("/assets/films.parquet", version): "/assets/films.parquet",
        ("/film/dumbo", version): "/index.html",
    }
    asked = [{"uri": uri, "querystring": {"v": {"value": told}}} for uri, told in cases]
    assert _keys(asked) == list(cases.values())
    assert len(version) == VERSION_DIGITS


def test_the_page_asks_for_versions_as_they_are_stored() -> None:
    source = (PROJECT_ROOT / "web/src/data/manifest.ts").read_text(encoding="utf-8")
    assert f"?v=${{file.sha256.slice(0, {VERSION_DIGITS})}}" in source


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Ask a real server."""
    site = tmp_path_factory.mktemp("served") / "dist"
    make_site(site)
    with running(site) as asked:
        yield asked
