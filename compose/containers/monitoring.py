"""Prometheus and Grafana, behind the profile `monitoring`.

Both are on the host's network: `hyperion land` serves its metrics on the host's loopback, which
nothing in a network of containers can reach.
"""

from compose.containers.services import CONFINED, HEALTHY, Service
from compose.install.versions import versions

HOST = "127.0.0.1"
PROMETHEUS_PORT = 9090
GRAFANA_PORT = 3000
MEMORY_MB = {"prometheus": 512, "grafana": 384}


def services() -> dict[str, Service]:
    """Return the services by their names."""
    return {"prometheus": _prometheus(), "grafana": _grafana()}


def _prometheus() -> Service:
    address = f"{HOST}:{PROMETHEUS_PORT}"
    return {
        "image": f"prom/prometheus:v{versions()['PROMETHEUS_VERSION']}",
        "command": [
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/prometheus",
            "--storage.tsdb.retention.time=15d",
            f"--web.listen-address={address}",
        ],
        "volumes": [
            "../monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
            "../monitoring/landing_rules.yml:/etc/prometheus/landing_rules.yml:ro",
            "prometheus:/prometheus",
        ],
        "healthcheck": _health(f"http://{address}/-/ready"),
        **_common("prometheus"),
    }


def _grafana() -> Service:
    return {
        "image": f"grafana/grafana:{versions()['GRAFANA_VERSION']}",
        "environment": {
            "GF_SERVER_HTTP_ADDR": HOST,
            "GF_SERVER_HTTP_PORT": str(GRAFANA_PORT),
            # Nobody logs in, so that there is no password: who reaches the port may look.
            "GF_AUTH_ANONYMOUS_ENABLED": "true",
            "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer",
            "GF_AUTH_BASIC_ENABLED": "false",
            "GF_AUTH_DISABLE_LOGIN_FORM": "true",
            "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION": "true",
            "GF_ANALYTICS_REPORTING_ENABLED": "false",
            "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
        },
        "volumes": [
            "../monitoring/grafana/datasources.yml"
            ":/etc/grafana/provisioning/datasources/hyperion.yml:ro",
            "../monitoring/grafana/dashboards.yml"
            ":/etc/grafana/provisioning/dashboards/hyperion.yml:ro",
            "../monitoring/landing_dashboard.json:/etc/hyperion/dashboards/landing.json:ro",
            "grafana:/var/lib/grafana",
        ],
        "depends_on": {"prometheus": {"condition": HEALTHY}},
        "healthcheck": _health(f"http://{HOST}:{GRAFANA_PORT}/api/health"),
        **_common("grafana"),
    }


def _health(url: str) -> Service:
    return {
        "test": ["CMD", "wget", "-q", "-O", "/dev/null", url],
        "interval": "10s",
        "timeout": "5s",
        "retries": 6,
        "start_period": "60s",
    }


def _common(name: str) -> Service:
    return {
        "profiles": ["monitoring"],
        "network_mode": "host",
        "mem_limit": f"{MEMORY_MB[name]}m",
        "restart": "unless-stopped",
        **CONFINED,
    }
