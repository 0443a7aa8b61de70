"""What operators start from: it parses, and names only what exists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import metrics  # registers the figures

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
OF_OTHERS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "REDIS_PASSWORD", "REDISCLI_AUTH"}
OUR_IMAGE = "backend-mentor"


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text("utf-8")))


KUBERNETES = documents("kubernetes.yml")
COMPOSE = documents("compose.yml")[0]
SOURCES = "".join(
    path.read_text("utf-8")
    for package in ("bot", "knowledge", "actions", "connectors")
    for path in (ROOT / package).rglob("*.py")
)


def of_kind(kind: str) -> dict[str, Any]:
    return {one["metadata"]["name"]: one for one in KUBERNETES if one["kind"] == kind}


def containers() -> list[dict[str, Any]]:
    found = []
    for deployment in of_kind("Deployment").values():
        pod = deployment["spec"]["template"]["spec"]
        found += [*pod["containers"], *pod.get("initContainers", [])]
    return found


@pytest.mark.parametrize("name", sorted(of_kind("Deployment")))
def test_a_deployment_selects_its_own_pods_and_mounts_what_it_has(name: str) -> None:
    spec = of_kind("Deployment")[name]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"].items() <= labels.items()
    volumes = {volume["name"] for volume in spec["template"]["spec"]["volumes"]}
    for container in spec["template"]["spec"]["containers"]:
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
        ports = {port["name"] for port in container["ports"]}
        probes = [value for key, value in container.items() if key.endswith("Probe")]
        assert probes
        for probe in probes:
            assert probe["httpGet"]["port"] in ports
            path = probe["httpGet"]["path"]
            assert f'"{path}"' in SOURCES


def test_claims_and_services_lead_to_what_is_there() -> None:
    claims = set(of_kind("PersistentVolumeClaim"))
    pods = [d["spec"]["template"] for d in of_kind("Deployment").values()]
    for pod in pods:
        for volume in pod["spec"]["volumes"]:
            assert volume["persistentVolumeClaim"]["claimName"] in claims
    for service in of_kind("Service").values():
        (selected,) = [
            pod for pod in pods
            if service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
        ]  # fmt: skip
        ports = {p["name"] for c in selected["spec"]["containers"] for p in c["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_the_pool_is_called_where_its_service_is() -> None:
    server = of_kind("Deployment")["mentor-server"]["spec"]["template"]["spec"]["containers"][0]
    url = next(e["value"] for e in server["env"] if e["name"] == "MENTOR_ACTIONS_URL")
    service = of_kind("Service")["mentor-actions"]
    port = service["spec"]["ports"][0]["port"]
    assert url == f"http://{service['metadata']['name']}:{port}/webhook"


def test_nothing_runs_as_root_and_no_image_is_unpinned() -> None:
    for deployment in of_kind("Deployment").values():
        assert deployment["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
    images = {c["image"] for c in containers()} | {s["image"] for s in COMPOSE["services"].values()}
    assert {image for image in images if ":" not in image} == {OUR_IMAGE}


def test_every_command_exists() -> None:
    commands = [c["command"] for c in containers()]
    commands += [s["command"] for s in COMPOSE["services"].values() if s["image"] == OUR_IMAGE]
    told = " ".join(word for command in commands for word in command)
    names = set(re.findall(r"\bmentor (\w+)", told))
    assert names == {"serve", "actions", "releases", "train"}
    cli = (ROOT / "bot" / "cli.py").read_text("utf-8")
    assert all(f"({name})" in cli or f'"{name}"' in cli for name in names)


def test_services_of_compose_wait_for_services_that_are_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert name in services
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[name]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file()


@pytest.mark.parametrize(
    "path",
    [*DEPLOY.glob("*.yml"), DEPLOY / "Dockerfile", ROOT / "docs" / "operation.md"],
    ids=lambda path: path.name,
)
def test_every_variable_is_read_somewhere(path: Path) -> None:
    named = set(re.findall(r"\b(?:MENTOR_[A-Z_]+|[A-Z]+_URL)\b", path.read_text("utf-8")))
    assert {name for name in named - OF_OTHERS if name not in SOURCES} == set()


@pytest.mark.parametrize("name", ["grafana.json", "alerts.yml"])
def test_every_figure_is_one_that_the_server_shows(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    if name.endswith(".json"):
        json.loads(text)
    shown = metrics.render().decode()
    families = set(re.findall(r"^# TYPE (\w+)", shown, re.MULTILINE))
    for used in set(re.findall(r"\b(?:mentor|process)_\w+", text)) - {"mentor_part"}:
        family = re.sub(r"_(?:bucket|sum|count)$", "", used)
        assert {used, family} & families, used


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in (ROOT / "SECURITY.md", ROOT / "docs" / "operation.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), link
