"""Disks of the cluster are encrypted with the environment's key, also for what names no class of disks."""

from __future__ import annotations

import pytest
import yaml
from sample_project import load

from landfast_ml.cluster import manifests
from landfast_ml.environment import Job


@pytest.mark.parametrize("system", ["kubeflow", "pachyderm"])
def test_the_default_class_of_disks_has_the_key(job: Job, system: str) -> None:
    cloud = load(job.root, "cloud")
    documents = list(yaml.safe_load_all(manifests(cloud, system)["environment.yaml"]))
    (made,) = (each for each in documents if each["kind"] == "StorageClass")
    assert made["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"] == "true"
    assert made["parameters"]["disk-encryption-kms-key"] == cloud.environment.keys["derived"]
    assert made["provisioner"] == "pd.csi.storage.gke.io"


def test_pachyderms_own_store_is_on_such_a_disk(job: Job) -> None:
    files = manifests(load(job.root, "cloud"), "pachyderm")
    documents = {each["kind"]: each for each in yaml.safe_load_all(files["environment.yaml"])}
    assert yaml.safe_load(files["values.yaml"])["etcd"]["storageClass"] == documents["StorageClass"]["metadata"]["name"]
