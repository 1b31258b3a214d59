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
