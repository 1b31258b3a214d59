variable "env" {}
resource "google_storage_bucket" "logs" {
  name     = "${var.env}-logs"
  location = "EU"
}
resource "google_bigquery_dataset" "d" {
  dataset_id = "visits_${var.env}"
  location   = "EU"
  project    = "p-${var.env}"
}
resource "google_bigquery_table" "t" {
  dataset_id = google_bigquery_dataset.d.dataset_id
  table_id   = "t"
  project    = google_bigquery_dataset.d.project
}
resource "google_pubsub_topic" "t" {
  name = "t-${var.env}"
  message_storage_policy { allowed_persistence_regions = ["europe-west4"] }
}
resource "google_pubsub_subscription" "s" {
  name  = "s"
  topic = google_pubsub_topic.t.name
  bigquery_config {
    table = "${google_bigquery_table.t.project}.${google_bigquery_table.t.dataset_id}.${google_bigquery_table.t.table_id}"
  }
}
resource "google_bigquery_job" "x" {
  job_id   = "x"
  location = "EU"
  extract {
    destination_uris = ["gs://${google_storage_bucket.logs.name}/${google_bigquery_table.t.dataset_id}/*"]
    source_table { table_id = google_bigquery_table.t.id }
  }
}
# Names that are made of what other resources are given when they are made.
resource "random_id" "r" { byte_length = 4 }
resource "google_project" "p" {
  name       = "p"
  project_id = "p-${random_id.r.hex}"
}
resource "google_storage_bucket" "raw" {
  for_each = toset(["a"])
  name     = "${google_project.p.project_id}-raw-${each.key}"
  location = "EU"
}
resource "google_bigquery_dataset" "made" {
  dataset_id = "d_${random_id.r.hex}"
  location   = "EU"
}
resource "google_bigquery_table" "made" {
  dataset_id = google_bigquery_dataset.made.dataset_id
  table_id   = "t"
}
resource "google_pubsub_topic" "made" {
  name = "t-${random_id.r.hex}"
  message_storage_policy { allowed_persistence_regions = ["europe-west4"] }
}
resource "google_sql_database_instance" "made" {
  name             = "db-${random_id.r.hex}"
  region           = "europe-west4"
  database_version = "POSTGRES_17"
  settings { tier = "db-f1-micro" }
}
resource "google_sql_database" "made" {
  name     = "d"
  instance = google_sql_database_instance.made.name
}
resource "google_pubsub_subscription" "made" {
  name  = "s"
  topic = google_pubsub_topic.made.name
  bigquery_config {
    table = "${google_project.p.project_id}.${google_bigquery_table.made.dataset_id}.${google_bigquery_table.made.table_id}"
  }
}
resource "google_logging_project_sink" "made" {
  for_each = {
    bucket  = "storage.googleapis.com/${google_storage_bucket.raw["a"].name}"
    dataset = "bigquery.googleapis.com/projects/${google_project.p.project_id}/datasets/${google_bigquery_dataset.made.dataset_id}"
    topic   = "pubsub.googleapis.com/projects/${google_project.p.project_id}/topics/${google_pubsub_topic.made.name}"
  }
  name        = each.key
  destination = each.value
}
resource "google_storage_bucket" "logged" {
  for_each = google_storage_bucket.raw
  name     = "logged-${each.key}"
  location = each.value.location
  logging { log_bucket = each.value.name }
}
