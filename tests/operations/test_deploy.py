"""The examples of deployment say what the program knows: commands, options, ports, secrets, metrics; no engine runs."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from scraper.cli.main import qaharvest
from scraper.operations.metrics import METRICS

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
KUBERNETES = list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text(encoding="utf-8")))
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
PODS = {one["metadata"]["name"]: one["spec"]["template"] for one in KUBERNETES if "template" in one.get("spec", {})}


def commands() -> Iterator[list[str]]:
    yield from (service["command"] for service in COMPOSE["services"].values() if "command" in service)
    yield from (container["args"] for pod in PODS.values() for container in pod["spec"]["containers"])


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: words[0])
def test_commands_and_options_exist(words: list[str]) -> None:
    context = click.Context(qaharvest)
    verb = qaharvest.get_command(context, words[0])
    assert verb is not None
    known = {option for parameter in verb.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known
    assert words[1] == "site"


def test_every_service_of_ours_knows_the_database_and_keeps_its_runs() -> None:
    ours = [service for service in COMPOSE["services"].values() if service["image"] == "qaharvest"]
    assert len(ours) == 3
    for service in ours:
        assert (
            service["environment"]["PGPASSWORD"] == COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"]
        )
        assert service["volumes"] == ["runs:/runs"]
        assert service["read_only"]
        assert (FOLDER / service["build"]["context"] / service["build"]["dockerfile"]).samefile(FOLDER / "Dockerfile")


def test_what_services_name_is_there() -> None:
    for name, service in COMPOSE["services"].items():
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"]), name
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert (FOLDER / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"], name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_ports_agree() -> None:
    exposed = re.search(r"^EXPOSE (.+)$", DOCKERFILE, re.M)
    assert exposed
    assert exposed[1].split() == ["9100", "8780"]
    ports = {
        re.search(r"(\d+)$", word) for words in commands() for word in words if word.startswith(("--metrics", "--port"))
    }
    assert {found[1] for found in ports if found} == {"9100", "8780"}
    [scraped] = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"][0]["dns_sd_configs"]
    assert scraped["port"] == 9100
    assert set(scraped["names"]) <= set(COMPOSE["services"])
    assert "127.0.0.1:9100/healthz" in DOCKERFILE


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.search(r"^USER (\d+)$", DOCKERFILE, re.M)[1] == "10001"  # type: ignore[index]
    assert re.search(r"^STOPSIGNAL SIGTERM$", DOCKERFILE, re.M)
    assert "[metrics,postgres]" in DOCKERFILE


@pytest.mark.parametrize("name", list(PODS))
def test_pods_name_ports_secrets_and_volumes_that_are_there(name: str) -> None:
    spec = PODS[name]["spec"]
    [container] = spec["containers"]
    ports = {port["name"] for port in container["ports"]}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        if probe in container:
            assert container[probe]["httpGet"]["port"] in ports
            assert container[probe]["httpGet"]["path"] in ("/healthz", "/readyz")
    [secret] = [one for one in KUBERNETES if one["kind"] == "Secret"]
    for variable in container["env"]:
        reference = variable["valueFrom"]["secretKeyRef"]
        assert (reference["name"], reference["key"] in secret["stringData"]) == (secret["metadata"]["name"], True)
    volumes = {volume["name"] for volume in spec["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    claims = {one["metadata"]["name"] for one in KUBERNETES if one["kind"] == "PersistentVolumeClaim"}
    assert {
        one["persistentVolumeClaim"]["claimName"] for one in spec["volumes"] if "persistentVolumeClaim" in one
    } <= claims
    assert spec["securityContext"]["runAsNonRoot"]
    assert "limits" in container["resources"]


def test_a_budget_and_a_service_choose_pods_that_are_there() -> None:
    labels = [pod["metadata"]["labels"] for pod in PODS.values()]
    for one in KUBERNETES:
        if one["kind"] in ("PodDisruptionBudget", "Service"):
            wanted = one["spec"]["selector"].get("matchLabels", one["spec"]["selector"])
            assert any(wanted.items() <= pod.items() for pod in labels), one["kind"]


def test_workers_have_longer_to_end_than_they_take() -> None:
    from scraper.crawler.loop import GRACE_SECONDS  # noqa: PLC0415

    for name in ("qaharvest-crawl", "qaharvest-workers"):
        assert PODS[name]["spec"]["terminationGracePeriodSeconds"] >= 3 * GRACE_SECONDS
    for name in ("crawl", "worker"):
        assert int(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s")) >= 3 * GRACE_SECONDS


def test_alerts_name_metrics_that_exist() -> None:
    text = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
    told = {f"{metric.name}_total" if metric.kind == "counter" else metric.name for metric in METRICS}
    assert set(re.findall(r"qaharvest_\w+", text)) <= told
    for group in yaml.safe_load(text)["groups"]:
        assert all({"alert", "expr", "annotations"} <= set(rule) for rule in group["rules"])


@pytest.mark.slow
def test_kubernetes_objects_are_what_its_schema_says() -> None:
    import kubernetes_validate  # noqa: PLC0415 - large, and nothing else needs it

    for one in KUBERNETES:
        kubernetes_validate.validate(one, "1.33", strict=True)


@pytest.mark.slow
@pytest.mark.promtool
def test_prometheus_takes_its_files() -> None:
    promtool = shutil.which("promtool")
    assert promtool is not None, "this test needs promtool: apt-get install prometheus"
    for words in (["check", "config", "prometheus.yml"], ["check", "rules", "alerts.yml"]):
        done = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
