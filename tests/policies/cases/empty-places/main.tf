# The provider sends no empty text: what is not set is what the provider's region, or the service, makes of it.
variable "region" {
  default = ""
}

provider "google" {
  region = "europe-west4"
}

provider "google" {
  alias  = "zonal"
  region = ""
  zone   = "us-east1-b"
}

resource "google_compute_address" "provided" {
  name   = "a"
  region = var.region
}

resource "google_compute_address" "far" {
  provider = google.zonal
  name     = "b"
  region   = var.region
}

resource "google_bigquery_dataset" "far" {
  dataset_id = "d"
  location   = var.region
}
