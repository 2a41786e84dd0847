"""The site's template with what the site decides: its headers, and which key answers a path."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emr import names
from emr.config import CloudSettings
from emr.errors import CloudError
from emr.site.domain import Certificate
from emr.stack import Found, Wanted
from emr.templates import load

_PATHS = Path(__file__).with_name("paths.js")
_HSTS = re.compile(r"max-age=(\d+)(; includeSubDomains)?(; preload)?")


def site_stack(
    settings: CloudSettings,
    security: Mapping[str, str],
    found: Found | None,
    certificate: Certificate | None = None,
) -> Wanted:
    """Return the site's stack as it should be.

    Args:
        settings: Where.
        security: The headers of every response over HTTPS.
        found: The stack as it is: it keeps its domain.
        certificate: Of a domain to have from now on, if it is issued.
    """
    before = found.parameters if found else {}
    domain, arn = before.get("Domain", ""), before.get("CertificateArn", "")
    if certificate and certificate.issued:
        domain, arn = certificate.domain, certificate.arn
    return Wanted(
        names.stack(settings.cloud_prefix, "site"),
        site_template(security),
        {"Prefix": settings.cloud_prefix, "Domain": domain, "CertificateArn": arn},
        names.tags(settings.cloud_prefix),
    )


def site_template(security: Mapping[str, str]) -> dict[str, Any]:
    """Return the template.

    Args:
        security: The headers of every response over HTTPS.
    """
    template = load("site")
    resources = template["Resources"]
    headers = resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    headers.update(response_headers(security))
    resources["Paths"]["Properties"]["FunctionCode"] = _PATHS.read_text(encoding="utf-8")
    return template


def response_headers(security: Mapping[str, str]) -> dict[str, Any]:
    """Return headers as a response headers policy has them: some by name, the others freely.

    Raises:
        CloudError: CloudFront can't send a header with that value.
    """
    named: dict[str, Any] = {}
    free = []
    for header, value in security.items():
        match header.lower():
            case "content-security-policy":
                named["ContentSecurityPolicy"] = {"ContentSecurityPolicy": value}
            case "referrer-policy":
                named["ReferrerPolicy"] = {"ReferrerPolicy": value}
            case "x-frame-options":
                named["FrameOptions"] = {"FrameOption": value}
            case "x-content-type-options" if value == "nosniff":
                named["ContentTypeOptions"] = {}
            case "strict-transport-security" if told := _HSTS.fullmatch(value):
                named["StrictTransportSecurity"] = {
                    "AccessControlMaxAgeSec": int(told[1]),
                    "IncludeSubdomains": told[2] is not None,
                    "Preload": told[3] is not None,
                }
            case "x-content-type-options" | "strict-transport-security" | "x-xss-protection":
                raise CloudError(
                    f"website/policy.yml: CloudFront can't send {header}: {value}; write it as "
                    "CloudFront does, or extend emr/site/template.py"
                )
            case _:
                free.append({"Header": header, "Value": value, "Override": True})
    config = {name: {**each, "Override": True} for name, each in named.items()}
    return {"SecurityHeadersConfig": config, "CustomHeadersConfig": {"Items": free}}
