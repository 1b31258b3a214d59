variable "open" {
  type = bool
}

resource "google_cloud_run_v2_service" "open" {
  name                 = "open"
  location             = "europe-west4"
  invoker_iam_disabled = true

  template {
    containers {
      image = "europe-west4-docker.pkg.dev/p/r/i"
    }
  }
}

resource "google_cloud_run_v2_service" "asked" {
  name                 = "asked"
  location             = "europe-west4"
  invoker_iam_disabled = var.open

  template {
    containers {
      image = "europe-west4-docker.pkg.dev/p/r/i"
    }
  }
}
